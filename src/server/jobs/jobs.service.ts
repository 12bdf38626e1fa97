import { DomainError } from '../../shared/core/errors.ts';
import type { JobId } from '../../shared/core/ids.ts';
import type { DeadLetter, JobKindState, JobsOverview, ScheduleState } from '../../shared/jobs/jobs.ts';
import type { Database } from '../core/database.ts';
import { databaseTime, type JobTime } from './jobTime.ts';

const LETTERS = 100;
/** A slot that nobody took for so long means that no worker works. */
const LATE_MS = 60_000;

/** Jobs as operators see them. Who may look is decided by whoever asks here. */
export function createJobsService({ db, time = databaseTime }: { db: Database; time?: JobTime }) {
  async function kindStates(): Promise<JobKindState[]> {
    return db.$queryRaw<JobKindState[]>`
      SELECT kind,
        (count(*) FILTER (WHERE state = 'waiting'))::int AS waiting,
        (count(*) FILTER (WHERE state = 'running'))::int AS running,
        (count(*) FILTER (WHERE state = 'dead'))::int AS dead,
        coalesce(extract(epoch FROM ${time()} - min(due_at) FILTER (WHERE due_at <= ${time()})) * 1000, 0)::int AS "lagMs"
      FROM jobs WHERE state <> 'done' GROUP BY kind ORDER BY kind`;
  }

  async function scheduleStates(): Promise<ScheduleState[]> {
    const [present] = await db.$queryRaw<{ now: Date }[]>`SELECT ${time()} AS now`;
    const rows = await db.jobSchedule.findMany({ orderBy: { name: 'asc' } });
    return rows.map((row) => ({
      name: row.name,
      everyMs: row.everyMs,
      nextAt: row.nextAt.toISOString(),
      lastStartedAt: row.lastStartedAt?.toISOString() ?? null,
      lastEndedAt: row.lastEndedAt?.toISOString() ?? null,
      lastOutcome: row.lastOutcome as ScheduleState['lastOutcome'],
      lastError: row.lastError,
      isLate: present!.now.getTime() - row.nextAt.getTime() > LATE_MS,
    }));
  }

  return {
    /** Queues, schedules, and how far behind they are. */
    async overview(): Promise<JobsOverview> {
      const [kinds, schedules] = await Promise.all([kindStates(), scheduleStates()]);
      return { kinds, schedules, lagMs: Math.max(0, ...kinds.map(({ lagMs }) => lagMs)) };
    },

    /** What failed as often as it may, the latest first. */
    async deadLetters(): Promise<DeadLetter[]> {
      const rows = await db.job.findMany({
        where: { state: 'dead' },
        orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
        take: LETTERS,
        omit: { payload: true },
      });
      return rows.map((row) => ({
        jobId: row.id as JobId,
        kind: row.kind,
        failures: row.failures,
        lastError: row.lastError,
        createdAt: row.createdAt.toISOString(),
        diedAt: (row.endedAt ?? row.createdAt).toISOString(),
      }));
    },

    /** A dead letter is tried again, as often as a new job. */
    async retry(id: JobId): Promise<void> {
      const count = await db.$executeRaw`
        UPDATE jobs SET state = 'waiting', failures = 0, due_at = ${time()}, ended_at = NULL
        WHERE id = ${id}::uuid AND state = 'dead'`;
      if (count === 0) throw new DomainError('jobs.not_found');
    },

    /** All of them, for instance once the store that they waited for is back. */
    async retryAll(): Promise<void> {
      await db.$executeRaw`
        UPDATE jobs SET state = 'waiting', failures = 0, due_at = ${time()}, ended_at = NULL WHERE state = 'dead'`;
    },

    /** A dead letter that nobody needs any more. */
    async discard(id: JobId): Promise<void> {
      const { count } = await db.job.deleteMany({ where: { id, state: 'dead' } });
      if (count === 0) throw new DomainError('jobs.not_found');
    },

    async discardAll(): Promise<void> {
      await db.job.deleteMany({ where: { state: 'dead' } });
    },
  };
}

export type JobsService = ReturnType<typeof createJobsService>;
