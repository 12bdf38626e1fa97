import type { IceSetup } from '../../../shared/transfers/transfer.ts';
import { makeAnsweringSide } from './answeringSide.ts';
import type { PeerLinks, PeerLinksParts } from './channelPair.ts';
import { makeIceKeeper } from './iceKeeper.ts';
import { browserEnvironment, type LinkEnvironment } from './linkEnvironment.ts';
import type { LinkSide, LinkSideParts } from './linkSide.ts';
import { makeOfferingSide } from './offeringSide.ts';
import { makeSerialQueue } from './serialQueue.ts';

const isTurn = ({ urls }: IceSetup['iceServers'][number]) => [urls].flat().some((url) => /^turns?:/.test(url));

/** Keeps as many peer connections to one peer as are wanted, and repairs them; the rules are in LINKS.md. */
export function makePeerLinks(parts: PeerLinksParts, environment: LinkEnvironment = browserEnvironment()): PeerLinks {
  const { signalling } = parts;
  const queue = makeSerialQueue();
  let isPeerPresent = false;
  const ice = makeIceKeeper({
    source: parts.ice,
    environment,
    onRenewed: (setup) => {
      for (const link of side.links()) link.useIce(setup);
    },
    isNeeded: () => side.links().length > 0,
  });

  const sideParts: LinkSideParts = {
    ...parts,
    environment,
    queue,
    isPeerPresent: () => isPeerPresent,
    // A lost message is healed by the next offer, answer or restart, so a refusal needs no further care here.
    sendSignal: (signal) => void signalling.sendSignal(signal).catch(() => {}),
    sendReset: (reset) => void signalling.sendReset(reset).catch(() => {}),
    freshIce,
  };
  const side: LinkSide = parts.role === 'offering' ? makeOfferingSide(sideParts) : makeAnsweringSide(sideParts);

  async function freshIce(): Promise<IceSetup> {
    const setup = await ice.fresh();
    // Nothing can come of it: there is no need to wait until it has failed.
    if (setup.transportPolicy === 'relay' && !setup.iceServers.some(isTurn)) parts.onUnreachable();
    return setup;
  }

  function presenceIs(isPresent: boolean) {
    isPeerPresent = isPresent;
    if (isPresent) side.peerReturned();
  }

  const stops = [
    signalling.onSignal((signal) => queue.run(() => side.receive(signal))),
    signalling.onReset((reset) => queue.run(async () => side.receiveReset(reset))),
    signalling.onPeerPresence((isPresent) => queue.run(async () => presenceIs(isPresent))),
    environment.onNetworkChange(() => queue.run(async () => side.networkChanged())),
  ];

  return {
    setCount: (count) => queue.run(async () => side.setCount(count)),
    stats: () => Promise.all(side.links().map((link) => link.stats())),
    close() {
      queue.close();
      for (const stop of stops) stop();
      ice.close();
      side.close();
    },
  };
}
