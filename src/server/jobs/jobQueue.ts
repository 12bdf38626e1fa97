import { uuidv7 } from 'uuidv7';
import type { JobId } from '../../shared/core/ids.ts';
import type { Database } from '../core/database.ts';
import type { JobKind } from './jobKind.ts';
import { databaseTime, type JobTime, later } from './jobTime.ts';

/** A job that a worker has taken; `attempt` is what it proves itself with. */
export interface TakenJob {
  id: JobId;
  kind: string;
  payload: unknown;
  attempt: number;
  failures: number;
  scheduleName: string | null;
}

export interface NewJobOptions {
  /** Of several with one key only one waits; one that does is brought forward if this is due sooner. */
  key?: string;
  /** Not before so long from now. */
  delayMs?: number;
}

export interface JobQueueParts {
  db: Database;
  time?: JobTime;
}

/** Jobs as rows: who may take them, who has them, how they end. All of it is one statement each, on PGlite as on PostgreSQL. */
export function createJobQueue({ db, time = databaseTime }: JobQueueParts) {
  return {
    /**
     * Writes down what is to be done, together with the fact that it follows from: either both are there or neither. Says
     * which job it is: a new one, or the one that waits with this key.
     */
    async enqueue<P>(
      tx: Pick<Database, '$queryRaw'>,
      kind: JobKind<P>,
      payload: P,
      { key, delayMs = 0 }: NewJobOptions = {},
    ): Promise<JobId> {
      const now = time();
      // The one that waits with the key is locked by this until the transaction ends: a worker that took it sooner would
      // not see the fact.
      const [row] = await tx.$queryRaw<{ id: JobId }[]>`
        INSERT INTO jobs (id, kind, payload, priority, max_failures, key, created_at, due_at)
        VALUES (${uuidv7()}::uuid, ${kind.name}, ${JSON.stringify(kind.payload.parse(payload))}::jsonb, ${kind.priority},
          ${kind.maxFailures}, ${key ?? null}, ${now}, ${later(now, delayMs)})
        ON CONFLICT (key) DO UPDATE
          SET due_at = CASE jobs.state WHEN 'waiting' THEN least(jobs.due_at, excluded.due_at) ELSE jobs.due_at END
        RETURNING id`;
      return row!.id;
    },

    /** Takes what is due, each by one worker; one whose lease has run out is taken from the worker that had it. */
    async claim(kinds: readonly string[], most: number, leaseMs: number): Promise<TakenJob[]> {
      const now = time();
      return db.$queryRaw<TakenJob[]>`
        WITH due AS MATERIALIZED (
          SELECT id FROM jobs
          WHERE due_at <= ${now} AND kind = ANY(${kinds}) AND (state = 'waiting' OR failures + 1 < max_failures)
          ORDER BY priority DESC, due_at, id LIMIT ${most}
          FOR UPDATE SKIP LOCKED)
        UPDATE jobs SET
          state = 'running', due_at = ${later(now, leaseMs)}, started_at = ${now}, attempt = attempt + 1,
          failures = failures + CASE state WHEN 'running' THEN 1 ELSE 0 END,
          key = CASE WHEN is_key_to_end THEN key END
        FROM due WHERE jobs.id = due.id
        RETURNING jobs.id, kind, payload, attempt, failures, schedule_name AS "scheduleName"`;
    },

    /** Holds on to a job for another while; false when it is someone else's by now. */
    async renew({ id, attempt }: TakenJob, leaseMs: number): Promise<boolean> {
      const count = await db.$executeRaw`
        UPDATE jobs SET due_at = ${later(time(), leaseMs)}
        WHERE id = ${id}::uuid AND attempt = ${attempt} AND state = 'running'`;
      return count === 1;
    },

    /** It is done. False when it was someone else's by then, whose word counts instead. */
    async complete(job: TakenJob): Promise<boolean> {
      const { id, attempt, scheduleName } = job;
      const now = time();
      if (scheduleName === null) {
        const count = await db.$executeRaw`
          UPDATE jobs SET state = 'done', due_at = NULL, key = NULL, ended_at = ${now}, last_error = NULL
          WHERE id = ${id}::uuid AND attempt = ${attempt} AND state = 'running'`;
        return count === 1;
      }
      // The slots of a schedule are many: its own row tells how the last went, and what failed before is overtaken.
      const count = await db.$executeRaw`
        WITH ended AS (
          DELETE FROM jobs WHERE id = ${id}::uuid AND attempt = ${attempt} AND state = 'running'
          RETURNING schedule_name, started_at),
        overtaken AS (
          DELETE FROM jobs USING ended WHERE jobs.schedule_name = ended.schedule_name AND jobs.state = 'dead')
        UPDATE job_schedules SET
          last_outcome = 'done', last_error = NULL, last_started_at = ended.started_at, last_ended_at = ${now}
        FROM ended WHERE name = ended.schedule_name`;
      return count === 1;
    },

    /** It failed: it waits for another attempt, or is a dead letter. Null when it was someone else's by then. */
    async fail(
      { id, attempt }: TakenJob,
      { error, retryMs }: { error: string; retryMs: number | null },
    ): Promise<'waiting' | 'dead' | null> {
      const now = time();
      const [row] = await db.$queryRaw<{ state: 'waiting' | 'dead' }[]>`
        WITH failed AS (
          SELECT id, ${retryMs}::double precision IS NULL OR failures + 1 >= max_failures AS is_last FROM jobs
          WHERE id = ${id}::uuid AND attempt = ${attempt} AND state = 'running' FOR UPDATE),
        written AS (
          UPDATE jobs SET
            state = CASE WHEN is_last THEN 'dead' ELSE 'waiting' END, failures = failures + 1, last_error = ${error},
            due_at = CASE WHEN is_last THEN NULL ELSE ${later(now, retryMs ?? 0)} END,
            ended_at = CASE WHEN is_last THEN ${now} END, key = CASE WHEN NOT is_last THEN key END
          FROM failed WHERE jobs.id = failed.id
          RETURNING jobs.id, state, schedule_name, started_at, last_error),
        overtaken AS (
          DELETE FROM jobs USING written
          WHERE written.state = 'dead' AND jobs.schedule_name = written.schedule_name AND jobs.state = 'dead'),
        told AS (
          UPDATE job_schedules SET last_outcome = 'dead', last_error = written.last_error,
            last_started_at = written.started_at, last_ended_at = ${now}
          FROM written WHERE written.state = 'dead' AND name = written.schedule_name)
        SELECT state FROM written`;
      return row?.state ?? null;
    },

    /** Someone else may have it at once, and nothing has failed. */
    async handBack({ id, attempt }: TakenJob): Promise<boolean> {
      const count = await db.$executeRaw`
        UPDATE jobs SET state = 'waiting', due_at = ${time()}
        WHERE id = ${id}::uuid AND attempt = ${attempt} AND state = 'running'`;
      return count === 1;
    },

    /** What has taken its last worker down with it is tried no more. Says what that was. */
    async buryVanished(): Promise<{ id: JobId; kind: string }[]> {
      const now = time();
      return db.$queryRaw<{ id: JobId; kind: string }[]>`
        WITH vanished AS MATERIALIZED (
          SELECT id FROM jobs WHERE due_at <= ${now} AND state = 'running' AND failures + 1 >= max_failures
          FOR UPDATE SKIP LOCKED),
        written AS (
          UPDATE jobs SET state = 'dead', failures = failures + 1, due_at = NULL, ended_at = ${now}, key = NULL,
            last_error = 'The worker that ran it vanished'
          FROM vanished WHERE jobs.id = vanished.id
          RETURNING jobs.id, kind, schedule_name, started_at, last_error),
        overtaken AS (
          DELETE FROM jobs USING written WHERE jobs.schedule_name = written.schedule_name AND jobs.state = 'dead'),
        told AS (
          UPDATE job_schedules SET last_outcome = 'dead', last_error = written.last_error,
            last_started_at = written.started_at, last_ended_at = ${now}
          FROM written WHERE name = written.schedule_name)
        SELECT id, kind FROM written`;
    },

    /** Forgets what was done, and letters that nobody cared for, so long after their end. */
    async sweep({ doneMs, deadMs }: { doneMs: number; deadMs: number }): Promise<number> {
      const now = time();
      return db.$executeRaw`
        DELETE FROM jobs WHERE (state = 'done' AND ended_at <= ${later(now, -doneMs)})
          OR (state = 'dead' AND ended_at <= ${later(now, -deadMs)})`;
    },

    /** Where no other process can have any: what ran when this one died may be taken at once. */
    async takeBackAll(): Promise<number> {
      return db.$executeRaw`UPDATE jobs SET due_at = ${time()} WHERE state = 'running'`;
    },
  };
}

export type JobQueue = ReturnType<typeof createJobQueue>;
