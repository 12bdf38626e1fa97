import type { PauseReason } from '../../../shared/transfers/control.ts';
import type { RelayReason } from '../../../shared/transfers/ladder/relayPolicy.ts';
import type { RelayState } from '../../../shared/transfers/relay.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';

/** What a worker tells the page about its side of a transfer, at most five times a second. */

/** The transfer as at most 200 stretches of equal length: how much of each is there, and where blocks were asked for again. */
export interface BlockMap {
  done: number[];
  reasked: number[];
}

export type SessionEnd = { reason: EndReason; by: 'self' | 'peer' };

/** A file that the sender must choose (again), and what was wrong with the one it had. */
export interface NeededFile {
  index: number;
  refused: FileRefusal | null;
}

/**
 * It is not the one offered, or has changed since; it can no longer be read; or all that was sent of it is the same, but
 * for what was not sent only its date could tell, which is another one: the person must know.
 */
export type FileRefusal = 'file_changed' | 'file_vanished' | 'other_date';

/** What the relay does for this transfer. */
export interface RelayProgress {
  /** Blocks went by it in the last seconds. */
  isMoving: boolean;
  /** They did lately, and more may be on their way: its uploads end several at a time. */
  isCarrying: boolean;
  /** They did at any time in this session. */
  isUsed: boolean;
  /** Why the sender uses it now. */
  reason: RelayReason | null;
  /** Whole there, waiting for the receiver. */
  waitingBytes: number;
  /** All that the receiver lacks lies there: the sender's device may go. */
  hasAll: boolean;
  /** When what waits there is deleted, ISO 8601. */
  expiresAt: string | null;
  /** Why it takes no more. */
  closedBecause: RelayState['closedBecause'];
  /** At a visitor: blocks that were damaged there, and can only come from a peer now. */
  damagedBlocks: number;
}

export const noRelay: RelayProgress = {
  isMoving: false,
  isCarrying: false,
  isUsed: false,
  reason: null,
  waitingBytes: 0,
  hasAll: false,
  expiresAt: null,
  closedBecause: null,
  damagedBlocks: 0,
};

export interface EngineReport {
  isHandshaken: boolean;
  /** [T20] For how long nothing has come from the other side, though it would say that it is there. */
  unheardMs: number;
  relay: RelayProgress;
  /** Connections that carry blocks now. */
  liveConnections: number;
  pausedBySelf: PauseReason | null;
  pausedByPeer: PauseReason | null;
  neededFiles: NeededFile[];
  /** How many files are whole, with a root that agrees. Which ones is on record: there may be thousands. */
  wholeFiles: number;
  isAllVerified: boolean;
  blockMap: BlockMap;
  bytesDone: number;
  bytesTotal: number;
  /** At the receiver: what came for nothing, because the block was there already or its connection died within it. */
  duplicateBytes: number;
  bytesPerSecond: number | null;
  msLeft: number | null;
  ended: SessionEnd | null;
  /** All is verified and both sides know. */
  isCompleted: boolean;
}
