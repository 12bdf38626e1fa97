import { uuidv7 } from 'uuidv7';
import type { Database } from '../core/database.ts';
import type { JobKind } from './jobKind.ts';
import { databaseTime, type JobTime } from './jobTime.ts';

/** Work that comes again after so long, once for all workers. It bears the name of its kind, and has no payload. */
export interface Schedule {
  kind: JobKind<Record<string, never>>;
  everyMs: number;
}

/**
 * Schedules as rows. Time is cut into slots of `everyMs`, alike for everyone; each slot is one job, whoever writes it first. Slots
 * that nobody was there for are not made up for, and while one is still being done there is no other: it never meets itself.
 */
export function createSchedules({ db, time = databaseTime }: { db: Database; time?: JobTime }, schedules: Schedule[]) {
  const names = schedules.map(({ kind }) => kind.name);
  const periods = schedules.map(({ everyMs }) => everyMs);
  const failures = schedules.map(({ kind }) => kind.maxFailures);
  const priorities = schedules.map(({ kind }) => kind.priority);

  return {
    /** Writes down which schedules there are. One that is new is due at once; `isDueNow` says so of all. */
    async register({ isDueNow = false } = {}): Promise<void> {
      const now = time();
      await db.$executeRaw`
        INSERT INTO job_schedules (name, every_ms, next_at)
        SELECT name, every_ms, ${now} FROM unnest(${names}::text[], ${periods}::int[]) AS given (name, every_ms) ORDER BY name
        ON CONFLICT (name) DO UPDATE SET every_ms = excluded.every_ms,
          next_at = CASE WHEN ${isDueNow} THEN excluded.next_at ELSE job_schedules.next_at END
        WHERE ${isDueNow} OR job_schedules.every_ms <> excluded.every_ms`;
    },

    /** Makes a job of each slot that has begun, unless another worker did. */
    async enqueueDue(): Promise<number> {
      const now = time();
      return db.$executeRaw`
        WITH due AS MATERIALIZED (
          SELECT name FROM job_schedules WHERE next_at <= ${now} AND name = ANY(${names})
          ORDER BY name FOR UPDATE SKIP LOCKED),
        taken AS (
          UPDATE job_schedules
          SET next_at = to_timestamp((floor(extract(epoch FROM ${now}) * 1000 / every_ms) + 1) * every_ms / 1000)
          FROM due WHERE job_schedules.name = due.name RETURNING due.name)
        INSERT INTO jobs
          (id, kind, payload, priority, max_failures, key, is_key_to_end, schedule_name, created_at, due_at)
        SELECT given.id, given.name, '{}', priority, max_failures, 'schedule:' || given.name, true, given.name, ${now}, ${now}
        FROM taken JOIN unnest(${names.map(() => uuidv7())}::uuid[], ${names}::text[], ${priorities}::int[], ${failures}::int[])
          AS given (id, name, priority, max_failures) ON given.name = taken.name
        ON CONFLICT (key) DO NOTHING`;
    },
  };
}

export type Schedules = ReturnType<typeof createSchedules>;
