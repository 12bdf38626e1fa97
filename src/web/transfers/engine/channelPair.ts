import type { PeerReset, PeerSignal } from '../../../shared/transfers/transfers.sockets.ts';
import type { IceSource } from './iceKeeper.ts';

/**
 * The seam between the block engine and the peer connections that carry it.
 *
 * Both channels are `negotiated: true`, ordered and reliable: control has id 0, data id 1, made on both sides.
 * The sender of the files is the offering side.
 */

/** The two channels of one peer connection, handed over in the task that created them (only then can they be transferred to a worker). */
export interface ChannelPair {
  connId: number;
  control: RTCDataChannel;
  data: RTCDataChannel;
}

export type LinkRoute = 'direct' | 'turn';

/** What one peer connection does, from getStats. */
export interface LinkStats {
  connId: number;
  state: RTCPeerConnectionState;
  route: LinkRoute | null;
  roundTripMs: number | null;
  /** Of what was sent lately, the share that came back unanswered; null while that is unknown. */
  lostShare: number | null;
  bytesSent: number;
  /** Grows with whatever comes, be it a packet of a message or an answer to a connectivity check. */
  heard: number;
  availableOutgoingBitrate: number | null;
}

/** The peer connections kept to one peer. */
export interface PeerLinks {
  /** How many peer connections to keep to this peer; only the offering side decides. */
  setCount(count: number): void;
  stats(): Promise<LinkStats[]>;
  close(): void;
}

/** Signalling for one transfer: what the relay carries, without the transfer's id. */
export interface PeerSignalling {
  sendSignal(signal: Omit<PeerSignal, 'transferId'>): Promise<void>;
  sendReset(reset: Omit<PeerReset, 'transferId'>): Promise<void>;
  onSignal(handler: (signal: Omit<PeerSignal, 'transferId'>) => void): () => void;
  onReset(handler: (reset: Omit<PeerReset, 'transferId'>) => void): () => void;
  /** Whether the other side's device has joined; calls at once with what is known. */
  onPeerPresence(handler: (isPresent: boolean) => void): () => void;
}

export interface PeerLinksParts {
  role: 'offering' | 'answering';
  signalling: PeerSignalling;
  ice: IceSource;
  /** Called synchronously in the task that created the channels. */
  onChannels(pair: ChannelPair): void;
  onMaxMessageSize(connId: number, bytes: number): void;
  onLinkState(connId: number, state: RTCPeerConnectionState): void;
  /** Three rebuilds failed: no peer connection can be made now. */
  onUnreachable(): void;
}
