import { unreachableAfter } from '../../../shared/transfers/linkPolicy.ts';
import { buildLink, helloPrefix, type LinkSide, type LinkSideParts, type Signal } from './linkSide.ts';
import type { PeerLink } from './peerLink.ts';

const maxEarlySignals = 100;
/** Twice what an honest side opens: a peer must not be able to fill this device with connections. */
const maxLinks = 16;
const maxRetiredEpochs = 100;

/** The polite side: builds a connection for each offer and follows the epoch of the other page. */
export function makeAnsweringSide(parts: LinkSideParts): LinkSide {
  const hello = helloPrefix + parts.environment.randomId().slice(0, 24);
  const links = new Map<number, PeerLink>();
  const retiredEpochs = new Set<string>();
  let epoch: string | null = null;
  let highestConnId = -1;
  let early: Signal[] = [];
  /** How many in a row ended without ever connecting. */
  let failures = 0;
  let isClosed = false;

  function announce() {
    parts.sendReset({ connId: 0, epoch: hello });
  }

  function drop(link: PeerLink) {
    links.delete(link.connId);
    link.close();
  }

  function onLinkState(connId: number, state: RTCPeerConnectionState) {
    if (state === 'connected') failures = 0;
    parts.onLinkState(connId, state);
  }

  /** The other side decides when to try again; that it was in vain so far is to be seen here too. */
  function fail(link: PeerLink) {
    drop(link);
    if (link.hasConnected()) return;
    failures += 1;
    const isAnyUp = [...links.values()].some((other) => other.hasConnected());
    if (failures === unreachableAfter && !isAnyUp) parts.onUnreachable();
  }

  /** A new epoch means that the offering page is another one: what the old one held is dead. */
  function follow(newEpoch: string) {
    if (newEpoch === epoch) return;
    if (epoch) retiredEpochs.add(epoch);
    for (const oldest of [...retiredEpochs].slice(0, -maxRetiredEpochs)) retiredEpochs.delete(oldest);
    epoch = newEpoch;
    highestConnId = -1;
    early = early.filter((signal) => signal.epoch === newEpoch);
    for (const link of [...links.values()]) drop(link);
  }

  async function build(signal: Signal) {
    follow(signal.epoch);
    highestConnId = signal.connId;
    const ice = await parts.freshIce();
    if (isClosed) return;
    const link = buildLink({ ...parts, onLinkState }, { ...signal, ice }, (dead, reason) => {
      if (links.get(dead.connId) !== dead) return;
      fail(dead);
      // After the other side ended it there is nobody who needs to be told.
      if (reason === 'stalled') parts.sendReset({ connId: dead.connId, epoch: signal.epoch });
    });
    links.set(signal.connId, link);
    // Goes before the first answer, so that the other side knows by which page each connection was answered.
    announce();
    await link.receive(signal);
    for (const waiting of early.filter((one) => one.connId === signal.connId)) await link.receive(waiting);
    early = early.filter((one) => one.connId > signal.connId);
  }

  return {
    links: () => [...links.values()],
    setCount() {},

    async receive(signal) {
      if (retiredEpochs.has(signal.epoch)) return;
      const link = signal.epoch === epoch ? links.get(signal.connId) : undefined;
      if (link) return link.receive(signal);
      const isNew = signal.epoch !== epoch || signal.connId > highestConnId;
      const isOffer = signal.description?.type === 'offer';
      const hasRoom = signal.epoch !== epoch || links.size < maxLinks;
      if (isNew && isOffer && signal.gen === 0 && hasRoom) return build(signal);
      const isQuestion = !signal.description && signal.candidate === undefined;
      // About a connection that is too many, that ended here, or that an earlier page of this device had.
      if (isOffer || isQuestion) return parts.sendReset({ connId: signal.connId, epoch: signal.epoch });
      if (isNew && signal.candidate !== undefined && early.length < maxEarlySignals) early.push(signal);
    },

    receiveReset(reset) {
      if (reset.epoch !== epoch) return;
      highestConnId = Math.max(highestConnId, reset.connId);
      const link = links.get(reset.connId);
      if (link) fail(link);
    },

    peerReturned() {
      announce();
      for (const link of links.values()) link.peerReturned();
    },

    networkChanged() {
      for (const link of links.values()) link.restart();
    },

    close() {
      isClosed = true;
      for (const link of [...links.values()]) drop(link);
    },
  };
}
