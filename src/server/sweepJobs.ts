import { z } from 'zod';
import { handle, type JobHandler, jobKind } from './jobs/jobKind.ts';
import type { JobQueue } from './jobs/jobQueue.ts';
import type { Schedule } from './jobs/schedules.ts';

type Sweep = (signal: AbortSignal, attempt: number) => Promise<unknown>;

/** What goes by itself, room by room: how often, and what is to be done. */
interface Sweeps {
  accounts: { sweep: Sweep };
  matches: { sweep(): Promise<number> };
  transfers: { sweep(): Promise<number> };
  shares: { sweep: Sweep };
  downloads: { sweep: Sweep };
  relay: { dropOverdue(signal: AbortSignal): Promise<unknown>; sweep(signal: AbortSignal): Promise<unknown> };
  operator: { sweep: Sweep };
  queue: Pick<JobQueue, 'sweep'>;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

const kept = { doneMs: DAY_MS, deadMs: 30 * DAY_MS };

/** The sweeps of all rooms as jobs, each on its schedule. */
export function makeSweepJobs(rooms: Sweeps): { schedules: Schedule[]; handlers: JobHandler[] } {
  // Who did it before may have died between the rows and their bytes, which no row names any more.
  const expireRelay: Sweep = (signal, attempt) =>
    attempt === 1 ? rooms.relay.dropOverdue(signal) : rooms.relay.sweep(signal);
  const sweeps: [name: string, everyMs: number, sweep: Sweep][] = [
    // What lies in the relay is gone a minute after its time, even if a worker dies on it and its lease has to run out.
    ['relay.expire', 20 * SECOND_MS, expireRelay],
    ['transfers.expire', 20 * SECOND_MS, untilNothingIsLeft(rooms.transfers.sweep)],
    ['shares.sweep', 20 * SECOND_MS, rooms.shares.sweep],
    ['matches.expire', MINUTE_MS, untilNothingIsLeft(rooms.matches.sweep)],
    ['downloads.sweep', 5 * MINUTE_MS, rooms.downloads.sweep],
    ['relay.sweep', 5 * MINUTE_MS, rooms.relay.sweep],
    ['accounts.sweep', 10 * MINUTE_MS, rooms.accounts.sweep],
    ['operator.sweep', 10 * MINUTE_MS, rooms.operator.sweep],
    ['jobs.sweep', 10 * MINUTE_MS, () => rooms.queue.sweep(kept)],
  ];
  const jobs = sweeps.map(([name, everyMs, sweep]) => ({ kind: sweepKind(name, everyMs), everyMs, sweep }));
  return {
    schedules: jobs.map(({ kind, everyMs }) => ({ kind, everyMs })),
    handlers: jobs.map(({ kind, sweep }) =>
      handle(kind, async (_, { signal, attempt }) => void (await sweep(signal, attempt))),
    ),
  };
}

// Tried again before its next slot comes, and no more often than a slot is long: after that the next one does it all.
function sweepKind(name: string, everyMs: number) {
  const retry = { firstMs: 2 * SECOND_MS, longestMs: everyMs };
  return jobKind(name, z.object({}).strict() as z.ZodType<Record<string, never>>, { maxFailures: 3, retry });
}

const MOST_ROUNDS = 100;

/** For sweeps that take a handful at a time. Bounded: what cannot be swept must not keep a worker for ever. */
function untilNothingIsLeft(sweep: () => Promise<number>): Sweep {
  return async (signal) => {
    for (let round = 0; round < MOST_ROUNDS && !signal.aborted; round++) if ((await sweep()) === 0) return;
    signal.throwIfAborted();
  };
}
