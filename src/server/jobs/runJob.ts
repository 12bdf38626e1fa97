import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../core/ports.ts';
import { backoffMs } from './backoff.ts';
import { HopelessError, type JobHandler } from './jobKind.ts';
import type { JobQueue, TakenJob } from './jobQueue.ts';
import { keepLease } from './keepLease.ts';

/** How a run ended. `lost`: it is someone else's job by now. */
type JobOutcome = 'done' | 'waiting' | 'dead' | 'handed back' | 'lost';

/** Why a run is stopped from outside. */
export class Interruption extends Error {
  override name = 'Interruption';
  readonly why: 'lease lost' | 'too long' | 'handed back';
  constructor(why: Interruption['why']) {
    super(why === 'too long' ? 'It took too long' : why);
    this.why = why;
  }
}

interface RunParts {
  queue: JobQueue;
  log: Log;
  leaseMs: number;
  /** How long a handler that was asked to stop may take to do so. */
  stopMs: number;
  random?: () => number;
}

const SAY_AGAIN_MS = 1000;

/** Does a job that was taken, holds its lease meanwhile, and writes down how it ended. Never rejects. */
export async function runJob(
  job: TakenJob,
  handler: JobHandler,
  interrupt: AbortController,
  parts: RunParts,
): Promise<JobOutcome> {
  const { queue, log } = parts;
  const { kind } = handler;
  const facts = { jobId: job.id, kind: job.kind, attempt: job.attempt };
  const begun = performance.now();
  const stop = (why: Interruption['why']) => interrupt.abort(new Interruption(why));
  const letGo = keepLease({
    leaseMs: parts.leaseMs,
    renew: () => queue.renew(job, parts.leaseMs),
    onLost: () => stop('lease lost'),
  });
  const limit = setTimeout(stop, kind.longestMs, 'too long');
  const written = <T>(write: () => Promise<T>) => untilWritten(write, interrupt.signal, log, facts);
  try {
    await handedTo(handler, job, interrupt.signal, parts.stopMs);
    clearTimeout(limit);
    const isOurs = await written(() => queue.complete(job));
    const durationMs = Math.round(performance.now() - begun);
    // Slots of schedules are many, and their rows tell how they went.
    if (isOurs) log[job.scheduleName === null ? 'info' : 'debug']({ ...facts, durationMs }, 'job done');
    else log.warn(facts, 'job was done, but it was no longer ours');
    return isOurs ? 'done' : 'lost';
  } catch (error) {
    clearTimeout(limit);
    const why = interrupt.signal.reason instanceof Interruption ? interrupt.signal.reason.why : null;
    if (why === 'lease lost') {
      log.warn(facts, 'job was lost: its lease ran out');
      return 'lost';
    }
    return await writeEnd(error, why).catch((unwritten: unknown) => {
      log.error({ ...facts, err: unwritten }, 'how a job ended could not be written');
      return 'lost' as const;
    });
  } finally {
    letGo();
  }

  async function writeEnd(error: unknown, why: Interruption['why'] | null): Promise<JobOutcome> {
    if (why === 'handed back') return (await queue.handBack(job)) ? 'handed back' : 'lost';
    const reason = why === 'too long' ? interrupt.signal.reason : error;
    const retryMs = reason instanceof HopelessError ? null : backoffMs(job.failures + 1, kind.retry, parts.random);
    const state = await written(() => queue.fail(job, { error: briefly(reason), retryMs }));
    if (state === 'dead') log.error({ ...facts, err: reason }, 'job failed for the last time');
    else if (state) log.warn({ ...facts, err: reason, retryMs }, 'job failed, to be tried again');
    return state ?? 'lost';
  }
}

// A handler that does not listen must not keep a place for ever.
function handedTo(handler: JobHandler, job: TakenJob, signal: AbortSignal, stopMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => setTimeout(reject, stopMs, signal.reason), { once: true });
    handler.run(job.payload, { jobId: job.id, attempt: job.attempt, signal }).then(resolve, reject);
  });
}

/** A database that is away for a moment must not cost what was done: said again as long as the lease holds. */
async function untilWritten<T>(write: () => Promise<T>, signal: AbortSignal, log: Log, facts: object): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (signal.aborted) throw error;
      log.warn({ ...facts, err: error }, 'how a job ended could not be written, trying again');
      await sleep(SAY_AGAIN_MS, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/** What an operator reads. The last line: before it Prisma quotes the query. */
function briefly(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message.trim().split('\n').at(-1)}` : String(error);
  return text.slice(0, 500);
}
