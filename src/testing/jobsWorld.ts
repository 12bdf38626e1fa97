import { z } from 'zod';
import type { Database } from '../server/core/database.ts';
import type { Log } from '../server/core/ports.ts';
import { jobKind } from '../server/jobs/jobKind.ts';
import { createJobQueue, type NewJobOptions } from '../server/jobs/jobQueue.ts';
import { createJobsService } from '../server/jobs/jobs.service.ts';
import { timeOf } from '../server/jobs/jobTime.ts';
import { createSchedules, type Schedule } from '../server/jobs/schedules.ts';
import { makeWorker, type WorkerParts } from '../server/jobs/worker.ts';
import { makeFakeClock } from './fakeClock.ts';
import { silentMeters } from './silentMeters.ts';

/** A kind of job for tests: it bears a number. */
export const count = jobKind('count', z.object({ n: z.number() }), { maxFailures: 3 });

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Jobs on a database, by a clock that the test moves. */
export function makeJobsWorld(db: Database) {
  const clock = makeFakeClock();
  const parts = { db, time: timeOf(clock) };
  const queue = createJobQueue(parts);
  return {
    db,
    clock,
    queue,
    service: createJobsService(parts),
    schedules: (schedules: Schedule[]) => createSchedules(parts, schedules),
    add: (n: number, options?: NewJobOptions) => queue.enqueue(db, count, { n }, options),
    claim: (most = 10, leaseMs = 30_000) => queue.claim([count.name], most, leaseMs),
    row: (id: string) => db.job.findUniqueOrThrow({ where: { id } }),
    worker: (handlers: WorkerParts['handlers'], more: Partial<WorkerParts> = {}) =>
      makeWorker({
        queue,
        schedules: createSchedules(parts, []),
        handlers,
        log: silentLog,
        meters: silentMeters,
        ...more,
      }),
  };
}

export type JobsWorld = ReturnType<typeof makeJobsWorld>;
