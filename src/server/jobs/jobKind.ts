import type { ZodType } from 'zod';
import type { JobId } from '../../shared/core/ids.ts';

/** What there is to do under a name. Any node may ask for it; a worker that handles it does it. */
export interface JobKind<P> {
  name: string;
  /** Ids and numbers, never contents: payloads are kept, and outlive what they are about. */
  payload: ZodType<P>;
  /** After so many failures it is a dead letter. */
  maxFailures: number;
  /** The pause after the first failure, and the longest of those that follow. */
  retry: { firstMs: number; longestMs: number };
  /** What takes longer hangs, and counts as failed. */
  longestMs: number;
  /** The higher goes first. */
  priority: number;
}

const usual = {
  maxFailures: 8,
  retry: { firstMs: 2000, longestMs: 15 * 60_000 },
  longestMs: 10 * 60_000,
  priority: 0,
};

export function jobKind<P>(name: string, payload: ZodType<P>, options: Partial<typeof usual> = {}): JobKind<P> {
  return { name, payload, ...usual, ...options };
}

/** What a handler knows of the run it is. */
export interface JobRun {
  jobId: JobId;
  /** After the first, somebody may have done part of it. */
  attempt: number;
  /** Aborted when the job is no longer this worker's, takes too long, or is to be handed back. */
  signal: AbortSignal;
}

export interface JobHandler {
  kind: JobKind<never>;
  run(payload: unknown, run: JobRun): Promise<void>;
}

/**
 * Does jobs of this kind. It may be run again after it was done in part or in whole, as a worker that dies has told nobody
 * what it did: doing it twice must be the same as doing it once.
 */
export function handle<P>(kind: JobKind<P>, run: (payload: P, run: JobRun) => Promise<void>): JobHandler {
  return {
    kind: kind as JobKind<never>,
    run: async (payload, facts) => {
      const read = kind.payload.safeParse(payload);
      // Trying again would not make it fit.
      if (!read.success) throw new HopelessError('The payload does not fit its kind');
      await run(read.data, facts);
    },
  };
}

/** Trying again will not help: the job becomes a dead letter at once. */
export class HopelessError extends Error {
  override name = 'HopelessError';
}
