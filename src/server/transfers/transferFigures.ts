import type { Meters } from '../core/meters.ts';
import type { BareRow } from './transferRow.ts';
import type { Route } from './wayFigures.ts';

/** What the figures learn of a step in the life of a transfer. */
export function countStep(meters: Meters, before: BareRow, after: BareRow): void {
  if (after.state === 'accepted') meters.count('spotlight_transfers_accepted_total', {});
  if (!after.endedAt) return;
  const route: Route | 'unknown' = (after.lastRoute as Route | null) ?? 'unknown';
  const reason = after.endReason ?? 'none';
  meters.count('spotlight_transfers_ended_total', { outcome: after.state, reason, route });
  if (after.state !== 'completed') return;
  countBytes(meters, after.lastRoute as Route | null, Number(after.receivedBytes - before.receivedBytes));
  if (!after.decidedAt) return;
  const seconds = (after.endedAt.getTime() - after.decidedAt.getTime()) / 1000;
  meters.observe('spotlight_transfer_duration_seconds', { route }, seconds);
}

export function countBytes(meters: Meters, route: Route | null, bytes: number): void {
  if (bytes > 0) meters.count('spotlight_transfer_bytes_total', { route: route ?? 'unknown' }, bytes);
}
