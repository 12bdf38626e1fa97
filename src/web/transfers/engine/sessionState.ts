import type { PauseReason, PeerRole } from '../../../shared/transfers/control.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import type { LinkRoute } from './channelPair.ts';
import type { BlockMap, EngineReport, NeededFile, RelayProgress } from './engineReport.ts';

/** What a person is shown of one transfer. */
export type SessionState =
  | { state: 'preparing' }
  /** Another tab of this browser runs it; `watchSession` shows how it goes. */
  | { state: 'other_tab' }
  | { state: 'waiting' }
  | { state: 'connecting' }
  | { state: 'transferring' }
  /** All that the receiver lacks lies in the relay: this device may go. */
  | { state: 'in_relay' }
  | { state: 'paused'; by: 'self' | 'peer'; reason: PauseReason }
  | { state: 'reconnecting' }
  | { state: 'verifying' }
  | { state: 'verified' }
  /** Nothing goes on before the sender has chosen a file (again). */
  | { state: 'needs_file' }
  | { state: 'ended'; reason: EndReason; by: 'self' | 'peer'; isResumable: boolean }
  /** No connection can be made, the other side says nothing, or this browser cannot do it. What has arrived stays. */
  | { state: 'failed'; reason: 'unreachable' | 'silent' | 'internal' };

export interface SessionProgress {
  transferId: string;
  role: PeerRole;
  /** The engine has told how much is there. */
  isMeasured: boolean;
  /** What the sender must choose (again); the other files go on meanwhile. */
  neededFiles: NeededFile[];
  /** How many files are whole at the receiver, and verified. */
  wholeFiles: number;
  blockMap: BlockMap;
  bytesDone: number;
  bytesTotal: number;
  duplicateBytes: number;
  bytesPerSecond: number | null;
  msLeft: number | null;
  /** The peer connections' route; null while there is none. */
  route: LinkRoute | null;
  relay: RelayProgress;
  connections: number;
  roundTripMs: number | null;
  /** Of what was sent lately, the share that came back unanswered; null while that is unknown. */
  lostShare: number | null;
}

export type SessionSnapshot = SessionProgress & SessionState;

const moving: ReadonlySet<SessionState['state']> = new Set(['connecting', 'transferring', 'verifying', 'reconnecting']);

/** It goes on by itself, now or in a moment: a device that falls asleep would stop it. */
export const isMoving = ({ state }: Pick<SessionSnapshot, 'state'>): boolean => moving.has(state);

export interface SessionFacts {
  report: EngineReport | null;
  isOtherTab: boolean;
  isPeerPresent: boolean;
  /** Blocks could be exchanged at some time in this session. */
  hasMet: boolean;
  /** Blocks were exchanged, and the connections that carried them have gone silent since. */
  isWayLost: boolean;
  failure: 'unreachable' | 'silent' | 'internal' | null;
}

/** After these a new session takes up where this one ended; the others are somebody's decision. */
const resumableEnds: ReadonlySet<EndReason> = new Set(['file_changed', 'file_vanished', 'disk_full', 'bad_data']);

/**
 * What a person is shown, the first that holds: it has ended, all is verified, it failed (and the relay does not go on), it
 * runs in another tab, nothing is known yet, a file is needed, this side paused, all lies in the relay, blocks come by the
 * relay alone, no peer is met, the other side paused; else blocks come, or the last of them are being verified.
 */
export function stateOf({ report, isOtherTab, isPeerPresent, hasMet, isWayLost, failure }: SessionFacts): SessionState {
  if (report?.ended) return { state: 'ended', ...report.ended, isResumable: resumableEnds.has(report.ended.reason) };
  if (report?.isAllVerified) return { state: 'verified' };
  const isRelaying = report !== null && (report.relay.isCarrying || report.relay.hasAll);
  // With any other failure the worker is gone, and brings nothing to the relay.
  if (failure && !(failure === 'unreachable' && isRelaying)) return { state: 'failed', reason: failure };
  if (isOtherTab) return { state: 'other_tab' };
  if (!report) return { state: 'preparing' };
  const isLinked = report.isHandshaken && !isWayLost;
  if (report.pausedBySelf === 'needs_file') return { state: 'needs_file' };
  // Where nothing is left to be sent there is no Wi-Fi to wait for.
  const isDone = !report.isHandshaken && report.relay.hasAll && report.pausedBySelf === 'mobile_data';
  if (report.pausedBySelf && !isDone) return { state: 'paused', by: 'self', reason: report.pausedBySelf };
  if (!report.isHandshaken && report.relay.hasAll) return { state: 'in_relay' };
  const isByRelay = report.relay.isMoving || (report.relay.isCarrying && isPeerPresent);
  if (!isLinked && isByRelay) return { state: 'transferring' };
  if (!isLinked) return { state: !isPeerPresent ? 'waiting' : hasMet ? 'reconnecting' : 'connecting' };
  // What lies in the relay comes on, whatever the other side waits for.
  if (report.pausedByPeer && !report.relay.isMoving)
    return { state: 'paused', by: 'peer', reason: report.pausedByPeer };
  return { state: report.bytesDone === report.bytesTotal ? 'verifying' : 'transferring' };
}
