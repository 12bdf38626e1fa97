import type { Overview } from '../../../shared/operator/operator.ts';
import type { Database } from '../../core/database.ts';
import type { RelayBytes } from './relayBytes.port.ts';
import type { RelaySettings } from './relayRoom.ts';

export interface Held {
  whole: number;
  unfinished: number;
  overdue: number;
  segments: number;
}

/** Declared bytes: those that can be fetched, those still coming, and those whose time is over but that no sweep took yet. */
export async function relayHeld(db: Database, now: Date): Promise<Held> {
  const [held] = await db.$queryRaw<Held[]>`
    SELECT
      coalesce(sum(size_bytes) FILTER (WHERE ready_at IS NOT NULL AND expires_at > ${now}), 0)::float8 AS "whole",
      coalesce(sum(size_bytes) FILTER (WHERE ready_at IS NULL AND expires_at > ${now}), 0)::float8 AS "unfinished",
      coalesce(sum(size_bytes) FILTER (WHERE expires_at <= ${now}), 0)::float8 AS "overdue",
      count(*)::int AS "segments"
    FROM relay_segments`;
  return held!;
}

const FREE_LIMIT_MS = 3000;

/** How full the relay is, and what its operator set. */
export async function relayStanding(parts: {
  db: Database;
  bytes: Pick<RelayBytes, 'freeBytes'>;
  settings: RelaySettings;
  now: Date;
}): Promise<Overview['relay']> {
  const { settings } = parts;
  const tooLate = new Promise<null>((resolve) => setTimeout(resolve, FREE_LIMIT_MS, null).unref());
  const free = Promise.race([parts.bytes.freeBytes().catch(() => null), tooLate]);
  const [held, freeBytes] = await Promise.all([relayHeld(parts.db, parts.now), free]);
  return {
    isOn: settings.isOn,
    wholeBytes: held.whole,
    unfinishedBytes: held.unfinished,
    overdueBytes: held.overdue,
    segments: held.segments,
    mostBytes: settings.maxBytes,
    accountBytes: settings.accountBytes,
    // A store without walls says so with a number that JSON has not.
    freeBytes: freeBytes !== null && Number.isFinite(freeBytes) ? freeBytes : null,
    keepFreeBytes: settings.keepFreeBytes,
    lifeMs: settings.lifeMs,
  };
}
