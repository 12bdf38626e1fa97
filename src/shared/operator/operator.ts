import { z } from 'zod';
import { instant } from '../core/ids.ts';
import { jobsOverview } from '../jobs/jobs.ts';
import { counterFigures, gaugeFigures } from './figures.ts';

const bytes = z.number().min(0);
const count = z.number().min(0);

/** One process of the product, as it last told of itself. */
const node = z.object({
  id: z.uuid(),
  name: z.string(),
  startedAt: instant,
  heardAt: instant,
  /** It told nothing for longer than it should. */
  isSilent: z.boolean(),
  gauges: z.record(z.enum(gaugeFigures), z.number()),
});

/** How transfers ended in a span of time. */
const ending = z.object({
  outcome: z.string(),
  reason: z.string().nullable(),
  /** Which way the last bytes came; null where nobody said. */
  route: z.string().nullable(),
  count,
  bytes,
});

const relayStanding = z.object({
  isOn: z.boolean(),
  wholeBytes: bytes,
  unfinishedBytes: bytes,
  /** Past their time, and not swept yet. */
  overdueBytes: bytes,
  segments: count,
  mostBytes: bytes,
  accountBytes: bytes,
  /** Room left where the bytes are; null when that cannot be told. */
  freeBytes: bytes.nullable(),
  keepFreeBytes: bytes,
  lifeMs: z.number(),
});

/** What stands in the configuration of STUN, TURN and the rest, without its secrets. */
const setup = z.object({
  stunUrls: z.array(z.string()),
  turnUrls: z.array(z.string()),
  turnSecrets: count,
  turnTtlSeconds: z.number().nullable(),
  hasMetrics: z.boolean(),
});

export const overview = z.object({
  at: instant,
  nodes: z.array(node),
  open: z.object({ offered: count, accepted: count }),
  endings: z.array(ending),
  /** Sums over all processes of the last day. */
  day: z.record(z.string(), z.number()),
  relay: relayStanding,
  jobs: jobsOverview,
  setup,
});
export type Overview = z.infer<typeof overview>;
export type NodeNow = z.infer<typeof node>;
export type Ending = z.infer<typeof ending>;

export const spans = [1, 6, 24, 48] as const;
export const seriesQuery = z.strictObject({ hours: z.union(spans.map((hours) => z.literal(hours))) });
export type SpanHours = (typeof spans)[number];

/** How figures went, in steps that are all there: where nothing was told they are null. */
export const series = z.object({
  stepMs: z.number(),
  /** The start of each step. */
  at: z.array(instant),
  gauges: z.record(z.enum(gaugeFigures), z.array(z.number().nullable())),
  counters: z.record(z.enum(counterFigures), z.array(z.number().nullable())),
});
export type Series = z.infer<typeof series>;

/** One TURN URL with credentials of its own, for one check. */
export const turnTrial = z.object({ url: z.string(), username: z.string(), credential: z.string() });
export type TurnTrial = z.infer<typeof turnTrial>;
export const turnTrials = z.object({
  stunUrls: z.array(z.string()),
  turn: z.array(turnTrial),
  /** The server's clock, which signs: a browser whose own is far from it sees that TURN's may be, too. */
  serverTime: instant,
});
export type TurnTrials = z.infer<typeof turnTrials>;
