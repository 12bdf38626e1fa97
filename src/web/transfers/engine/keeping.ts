import type { LedgerEntry } from './ledgerDb.ts';

/** How long this device keeps what it holds of a transfer after the transfer's own end. */

const DAY_MS = 24 * 3600_000;
/** What came whole may be the only copy that its person has: it waits to be saved, however long its link lasted. */
export const WHOLE_KEPT_DAYS = 30;
/** The end is told by the server's clock, and this device's may be wrong by hours. */
const SLACK_DAYS = 1;

type Kept = Pick<LedgerEntry, 'role' | 'isFinished' | 'expiresAt'>;

export function isOverdue({ role, isFinished, expiresAt }: Kept, nowMs: number): boolean {
  const days = role === 'receiver' && isFinished ? WHOLE_KEPT_DAYS : SLACK_DAYS;
  return Date.parse(expiresAt) + days * DAY_MS <= nowMs;
}
