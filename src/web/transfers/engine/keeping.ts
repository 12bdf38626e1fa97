import { relayLimits } from '../../../shared/transfers/relay.ts';
import type { LedgerEntry } from './ledgerDb.ts';

/** How long this device keeps what it holds of a transfer, and what it knows of one. */

const DAY_MS = 24 * 3600_000;
/** What came whole may be the only copy that its person has: it waits to be saved, however long its link lasted. */
const WHOLE_KEPT_MS = 30 * DAY_MS;
/** The end is told by the server's clock, and this device's may be wrong by hours; the day that is named is over by then. */
const SLACK_MS = DAY_MS;
/** An offer lives on with what waits for it in the relay; the hashes of what was sent are what it is verified by. */
const SENT_KEPT_MS = relayLimits.longestLifeMs + SLACK_MS;
/**
 * Longer than anything of it can be on this device: an offer lives up to a week with what waits for it in the relay, a week
 * more from when it is accepted, and what came whole a month and a day from there.
 */
const RECORD_KEPT_MS = 47 * DAY_MS;

type Kept = Pick<LedgerEntry, 'role' | 'isFinished' | 'isPart' | 'expiresAt'>;

/** Whether what this device holds of a transfer goes: a day after its end, later what came whole and what was sent. */
export function isOverdue({ role, isFinished, isPart, expiresAt }: Kept, nowMs: number): boolean {
  const received = isFinished || isPart ? WHOLE_KEPT_MS + SLACK_MS : SLACK_MS;
  return Date.parse(expiresAt) + (role === 'sender' ? SENT_KEPT_MS : received) <= nowMs;
}

/** Until when what came whole stays on this device, unless it is saved or deleted before. */
export const keptUntil = (expiresAt: string): Date => new Date(Date.parse(expiresAt) + WHOLE_KEPT_MS);

/** Whether nothing of what this record tells of can be on this device any more. */
export const isRecordOverdue = (createdAt: string, nowMs: number): boolean =>
  Date.parse(createdAt) + RECORD_KEPT_MS < nowMs;
