import { counterFigures, gaugeFigures, worstOf } from '../../shared/operator/figures.ts';
import type { NodeNow, Series, SpanHours } from '../../shared/operator/operator.ts';
import type { Database } from '../core/database.ts';
import type { Clock } from '../core/ports.ts';
import { MINUTE_MS } from './sampler.ts';

const HOUR_MS = 60 * MINUTE_MS;
export const KEPT_MS = 48 * HOUR_MS;
/** A process tells every ten seconds. */
const SILENT_MS = 45_000;
/** For so long a process that ended is still spoken of. */
const RECENT_MS = 10 * MINUTE_MS;
const stepMinutes: Record<SpanHours, number> = { 1: 1, 6: 5, 24: 15, 48: 30 };

interface Point {
  at: Date;
  figure: string;
  value: number;
}

/** What all processes told, added up. */
export function createSamples({ db, clock }: { db: Database; clock: Clock }) {
  const ago = (ms: number) => new Date(clock.now().getTime() - ms);

  return {
    async nodes(): Promise<NodeNow[]> {
      const rows = await db.nodeSample.findMany({
        where: { minute: { gt: ago(RECENT_MS) } },
        distinct: ['nodeId'],
        orderBy: [{ nodeId: 'asc' }, { minute: 'desc' }],
      });
      return rows.map(({ nodeId, name, startedAt, writtenAt, gauges }) => ({
        id: nodeId,
        name,
        startedAt: startedAt.toISOString(),
        heardAt: writtenAt.toISOString(),
        isSilent: writtenAt < ago(SILENT_MS),
        gauges: gauges as NodeNow['gauges'],
      }));
    },

    /** By how much each figure grew in the last hours. */
    async grown(hours: number): Promise<Record<string, number>> {
      const rows = await db.$queryRaw<{ figure: string; value: number }[]>`
        SELECT key AS figure, sum(value::float8)::float8 AS value
        FROM node_samples, jsonb_each_text(counters) WHERE minute >= ${ago(hours * HOUR_MS)} GROUP BY key`;
      return Object.fromEntries(rows.map(({ figure, value }) => [figure, value]));
    },

    async series(hours: SpanHours): Promise<Series> {
      const stepMs = stepMinutes[hours] * MINUTE_MS;
      const step = `${stepMinutes[hours]} minutes`;
      const first = Math.floor((clock.now().getTime() - hours * HOUR_MS) / stepMs) * stepMs + stepMs;
      const from = new Date(first);
      // Of a step the fullest minute counts; within a minute processes add up, or the worst of them counts.
      const [gauges, counters] = await Promise.all([
        db.$queryRaw<Point[]>`
          SELECT at, figure, max(total)::float8 AS value FROM (
            SELECT minute, date_bin(${step}::interval, minute, 'epoch'::timestamptz) AS at, key AS figure,
              CASE WHEN key = ANY(${[...worstOf]}) THEN max(value::float8) ELSE sum(value::float8) END AS total
            FROM node_samples, jsonb_each_text(gauges) WHERE minute >= ${from} GROUP BY minute, key
          ) AS minutes GROUP BY at, figure`,
        db.$queryRaw<Point[]>`
          SELECT date_bin(${step}::interval, minute, 'epoch'::timestamptz) AS at, key AS figure,
            sum(value::float8)::float8 AS value
          FROM node_samples, jsonb_each_text(counters) WHERE minute >= ${from} GROUP BY 1, 2`,
      ]);
      const steps = Math.floor((clock.now().getTime() - first) / stepMs) + 1;
      const at = Array.from({ length: steps }, (_, index) => first + index * stepMs);
      return {
        stepMs,
        at: at.map((ms) => new Date(ms).toISOString()),
        gauges: laidOut(gaugeFigures, gauges, at),
        counters: laidOut(counterFigures, counters, at),
      };
    },

    async sweep(): Promise<void> {
      await db.nodeSample.deleteMany({ where: { minute: { lt: ago(KEPT_MS) } } });
    },
  };
}

function laidOut<F extends string>(figures: readonly F[], points: Point[], at: number[]): Record<F, (number | null)[]> {
  const known = new Map(points.map((point) => [`${point.figure} ${point.at.getTime()}`, point.value]));
  const line = (figure: F) => at.map((ms) => known.get(`${figure} ${ms}`) ?? null);
  return Object.fromEntries(figures.map((figure) => [figure, line(figure)])) as Record<F, (number | null)[]>;
}
