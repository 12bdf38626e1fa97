import type { IceSetup } from '../../../shared/transfers/transfer.ts';
import type { PeerReset, PeerSignal } from '../../../shared/transfers/transfers.sockets.ts';
import type { PeerLinksParts } from './channelPair.ts';
import type { LinkEnvironment } from './linkEnvironment.ts';
import { makePeerLink, type PeerLink } from './peerLink.ts';
import type { SerialQueue } from './serialQueue.ts';

export type Signal = Omit<PeerSignal, 'transferId'>;
export type Reset = Omit<PeerReset, 'transferId'>;

/** What both sides of a pair stand on. */
export interface LinkSideParts
  extends Pick<PeerLinksParts, 'role' | 'onChannels' | 'onMaxMessageSize' | 'onLinkState' | 'onUnreachable'> {
  environment: LinkEnvironment;
  queue: SerialQueue;
  isPeerPresent(): boolean;
  sendSignal(signal: Signal): void;
  sendReset(reset: Reset): void;
  freshIce(): Promise<IceSetup>;
}

/** The offering or the answering side of a pair. All but `close` and `links` are called from the queue. */
export interface LinkSide {
  links(): PeerLink[];
  setCount(count: number): void;
  receive(signal: Signal): Promise<void>;
  receiveReset(reset: Reset): void;
  /** The peer is there: for the first time, again, or still. */
  peerReturned(): void;
  networkChanged(): void;
  close(): void;
}

/**
 * The answering page announces itself by a reset with this epoch: connections answered by an earlier page of that device
 * are dead, however alive they look from here (ICE notices a reload only after seconds).
 */
export const helloPrefix = 'hello:';

/** Builds one connection of a side. */
export function buildLink(
  parts: LinkSideParts,
  { connId, epoch, ice }: { connId: number; epoch: string; ice: IceSetup },
  onDead: (link: PeerLink, reason: 'stalled' | 'ended') => void,
): PeerLink {
  const link: PeerLink = makePeerLink({
    connId,
    role: parts.role,
    ice,
    environment: parts.environment,
    queue: parts.queue,
    isPeerPresent: parts.isPeerPresent,
    freshIce: parts.freshIce,
    onChannels: parts.onChannels,
    send: (signal) => parts.sendSignal({ ...signal, connId, epoch }),
    onMaxMessageSize: (bytes) => parts.onMaxMessageSize(connId, bytes),
    onState: (state) => parts.onLinkState(connId, state),
    onDead: (reason) => onDead(link, reason),
  });
  return link;
}
