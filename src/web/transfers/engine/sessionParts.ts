import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import type { PeerSignalling } from './channelPair.ts';
import type { IceSource } from './iceKeeper.ts';
import type { RelayDesk } from './relayLine.ts';
import type { SessionSnapshot } from './sessionState.ts';

/** What one side of a transfer is begun with, whichever it is. */
export interface SessionParts {
  transferId: string;
  /** 32 random bytes that only those hold who may read it. */
  transferKey: Uint8Array;
  /** The id under which blocks, roots and segments are sealed: that of the transfer, or of the share. */
  sealedAs: string;
  manifest: Manifest;
  /** Indices of the files to exchange; empty means all. */
  chosenFiles: number[];
  signalling: PeerSignalling;
  relayDesk: RelayDesk;
  thrift: Thrift;
  ice: IceSource;
  /** Called with an immutable snapshot, about five times a second. */
  onState(snapshot: SessionSnapshot): void;
  /** The person left the files to the relay before this page was loaded. */
  isLeft: boolean;
  /** When the transfer ends, ISO 8601. */
  expiresAt: string;
  /** Nobody is at the other end: what lies in the relay is what is done. [S4] */
  isUpload?: boolean;
  /** Dates of files of which the person has said that they are the ones all the same. */
  trustedDates?: number[];
  /** The person has paused it; asked when this tab begins to work, which may be long after it was opened. */
  isPaused?(): Promise<boolean>;
  /** Fetched with these headers; the segments stay, for others fetch them too. [S5] */
  visit?: { headers: Record<string, string> } | undefined;
}

/** What the person forbids at this moment in order to save data. */
export interface Thrift {
  mayRelay(): boolean;
  /** This device is on mobile data, and that is to be saved. */
  waitsForWifi(): boolean;
  /** Called when either may have changed; returns what ends that. */
  onChange(handler: () => void): () => void;
}

/** Of someone who has nothing to choose: who opens a link on mobile data wants it there. */
export const noThrift: Thrift = { mayRelay: () => true, waitsForWifi: () => false, onChange: () => () => {} };

export interface TransferSession {
  pause(): void;
  resume(): void;
  /** A sender leaves the files to the relay, whether or not the other side is there. */
  leave(): void;
  /** Ends it for both sides and says why. */
  cancel(reason?: EndReason): void;
  /** Stops on this device; what has arrived stays. Resolves when all is on disk and let go. */
  close(): Promise<void>;
}
