import type { Ending } from '../../shared/operator/operator.ts';
import type { Database } from '../core/database.ts';
import { liveTransfer } from './transferRow.ts';

/** How the transfers ended that ended since then: sums, and nothing of one of them. */
export async function endedSince(db: Database, since: Date): Promise<Ending[]> {
  const rows = await db.transfer.groupBy({
    by: ['state', 'endReason', 'lastRoute'],
    where: { endedAt: { gte: since } },
    _count: true,
    _sum: { receivedBytes: true },
  });
  return rows.map(({ state, endReason, lastRoute, _count, _sum }) => ({
    outcome: state,
    reason: endReason,
    route: lastRoute,
    count: _count,
    bytes: Number(_sum.receivedBytes ?? 0),
  }));
}

/** How many wait for an answer, and how many are under way. */
export async function openNow(db: Database, now: Date): Promise<{ offered: number; accepted: number }> {
  const rows = await db.transfer.groupBy({
    by: ['state'],
    where: liveTransfer(now),
    _count: true,
  });
  const countOf = (wanted: string) => rows.find(({ state }) => state === wanted)?._count ?? 0;
  return { offered: countOf('offered'), accepted: countOf('accepted') };
}
