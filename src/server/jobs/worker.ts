import type { Meters } from '../core/meters.ts';
import type { Log } from '../core/ports.ts';
import { inRequest } from '../core/requestContext.ts';
import type { JobHandler } from './jobKind.ts';
import type { JobQueue, TakenJob } from './jobQueue.ts';
import { Interruption, runJob } from './runJob.ts';
import type { Schedules } from './schedules.ts';

export const workerTimes = {
  /** How often it looks for jobs, and for slots of schedules. */
  lookMs: 1000,
  tendMs: 5000,
  /** A job whose worker is silent for so long is taken from it. */
  leaseMs: 30_000,
  /** What is asked in a look takes no longer, unless nothing is answered. */
  answerMs: 60_000,
  /** At the end: how long jobs may go on, and how long they may take to stop. */
  drainMs: 4000,
  stopMs: 2000,
};

export interface WorkerParts {
  queue: JobQueue;
  schedules: Schedules;
  handlers: JobHandler[];
  log: Log;
  /** How many jobs it does at once. */
  atOnce?: number;
  /** No other process can have this database: what ran when the last one ended is taken up, and every schedule is due. */
  isAlone?: boolean;
  times?: Partial<typeof workerTimes>;
  random?: () => number;
  meters: Pick<Meters, 'observe'>;
}

/** A worker at work. */
export interface Work {
  stop(): Promise<void>;
  /** Whether it could look for jobs when it last wanted to, and is answered. */
  isWell(): boolean;
}

/** Fails where no jobs are taken. */
export function requireWell(work: Work | null): void {
  if (!work?.isWell()) throw new Error('No jobs are taken');
}

/** Does jobs, one of many that share them. */
export function makeWorker(parts: WorkerParts) {
  const { queue, schedules, log, atOnce = 2, isAlone = false } = parts;
  const times = { ...workerTimes, ...parts.times };
  const handlers = new Map(parts.handlers.map((handler) => [handler.kind.name, handler]));
  const kinds = [...handlers.keys()];
  const running = new Map<Promise<void>, AbortController>();

  function begin(job: TakenJob): void {
    const interrupt = new AbortController();
    const begun = performance.now();
    // Only kinds that are handled are taken.
    const handler = handlers.get(job.kind) as JobHandler;
    const does = () => runJob(job, handler, interrupt, { ...parts, ...times });
    const run = inRequest({ job: job.kind }, does).then((outcome) => {
      running.delete(run);
      const seconds = (performance.now() - begun) / 1000;
      parts.meters.observe('spotlight_job_duration_seconds', { kind: job.kind, outcome }, seconds);
    });
    running.set(run, interrupt);
  }

  /** Makes jobs of the slots that have begun, and gives up what takes its workers down. */
  async function tend(): Promise<void> {
    await schedules.enqueueDue();
    for (const { id, kind } of await queue.buryVanished()) {
      log.error({ jobId: id, kind }, 'job is given up: its workers vanish');
    }
  }

  /** Takes as many jobs as there are places. Says how many. */
  async function take(): Promise<number> {
    const free = atOnce - running.size;
    if (free <= 0) return 0;
    const jobs = await queue.claim(kinds, free, times.leaseMs);
    for (const job of jobs) begin(job);
    return jobs.length;
  }

  async function arrive(): Promise<void> {
    if (isAlone) await queue.takeBackAll();
    await schedules.register({ isDueNow: isAlone });
  }

  return {
    arrive,
    tend,
    take,
    /** Until everything that was taken has ended. */
    async settle(): Promise<void> {
      while (running.size > 0) await Promise.all(running.keys());
    },

    /** Works until the returned function is called, which then waits for what is being done, and hands back what takes long. */
    start(): Work {
      let isStopped = false;
      let timer: NodeJS.Timeout | undefined;
      let tendedMs = Number.NEGATIVE_INFINITY;
      let hasArrived = false;
      let isAway = false;
      /** Since when the database owes an answer. */
      let askedMs = Number.POSITIVE_INFINITY;
      let current = look();

      async function answered<T>(ask: () => Promise<T>): Promise<T> {
        askedMs = performance.now();
        return ask().finally(() => {
          askedMs = Number.POSITIVE_INFINITY;
        });
      }

      async function look(): Promise<void> {
        try {
          if (!hasArrived) await answered(arrive);
          hasArrived = true;
          if (performance.now() - tendedMs >= times.tendMs) {
            await answered(tend);
            tendedMs = performance.now();
          }
          // While there is more than places, the next is taken as soon as one has ended.
          while (!isStopped && (await answered(take)) > 0)
            if (running.size >= atOnce) await Promise.race(running.keys());
          if (isAway) log.info({}, 'jobs can be taken again');
          isAway = false;
        } catch (error) {
          if (!isAway && !isStopped) log.warn({ err: error }, 'jobs cannot be taken, trying again');
          isAway = true;
        }
        if (!isStopped) {
          timer = setTimeout(() => {
            current = look();
          }, times.lookMs);
        }
      }

      return {
        isWell: () => !isAway && performance.now() - askedMs < times.answerMs,
        async stop() {
          isStopped = true;
          clearTimeout(timer);
          const drained = Promise.all([current, ...running.keys()]);
          await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, times.drainMs).unref())]);
          for (const interrupt of running.values()) interrupt.abort(new Interruption('handed back'));
          await Promise.all(running.keys());
        },
      };
    },
  };
}
