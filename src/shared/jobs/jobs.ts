import { z } from 'zod';
import { instant, jobId } from '../core/ids.ts';

/** Jobs of one kind, as far as they have not come to a good end. */
export const jobKindState = z.object({
  kind: z.string(),
  waiting: z.number().int(),
  running: z.number().int(),
  dead: z.number().int(),
  /** How long the one that waits longest could have been taken by now. */
  lagMs: z.number().int(),
});
export type JobKindState = z.infer<typeof jobKindState>;

/** Work that comes again and again, with what came of it last. */
export const scheduleState = z.object({
  name: z.string(),
  everyMs: z.number().int(),
  nextAt: instant,
  lastStartedAt: instant.nullable(),
  lastEndedAt: instant.nullable(),
  lastOutcome: z.enum(['done', 'dead']).nullable(),
  lastError: z.string().nullable(),
  /** No worker has taken what has been due for a while. */
  isLate: z.boolean(),
});
export type ScheduleState = z.infer<typeof scheduleState>;

/** All jobs at a glance. */
export const jobsOverview = z.object({
  kinds: z.array(jobKindState),
  schedules: z.array(scheduleState),
  /** The longest of all. */
  lagMs: z.number().int(),
});
export type JobsOverview = z.infer<typeof jobsOverview>;

/** A job that failed as often as it may. What it was about is not told. */
export const deadLetter = z.object({
  jobId,
  kind: z.string(),
  failures: z.number().int(),
  lastError: z.string().nullable(),
  createdAt: instant,
  diedAt: instant,
});
export type DeadLetter = z.infer<typeof deadLetter>;
