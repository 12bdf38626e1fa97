import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { counters, gauges, histograms, type Meters } from '../core/meters.ts';

type LooseLabels = Record<string, string>;
type Watch = () => unknown[] | Promise<unknown[]>;

/** Meters kept by prom-client, and everything in its text format. */
export interface PromMeters extends Meters {
  contentType: string;
  text(): Promise<string>;
  /** The sum of all series of a figure whose labels are as said; of a histogram by its `_sum` or `_count`. */
  sum(name: string, where?: LooseLabels): Promise<number>;
  stop(): void;
}

/** How long one source of a gauge may take before a look goes on without it. */
const WATCH_LIMIT_MS = 3000;
const LOOP_EVERY_MS = 10;

export function makePromMeters(): PromMeters {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const loop = monitorEventLoopDelay({ resolution: LOOP_EVERY_MS });
  loop.enable();
  new Gauge({
    name: 'spotlight_event_loop_delay_p99_seconds',
    help: 'How late the event loop was, at the 99th percentile since the last look',
    registers: [registry],
    collect() {
      // What is measured is from one tick to the next.
      this.set(Math.max(0, loop.percentile(99) / 1e9 - LOOP_EVERY_MS / 1000));
      loop.reset();
    },
  });
  const made = <T>(catalogue: object, make: (name: string, meter: Shape) => T) =>
    new Map(Object.entries(catalogue).map(([name, meter]) => [name, make(name, meter as Shape)]));

  const counting = made(counters, (name, { help, labels }) => {
    const counter = new Counter({ name, help, labelNames: Object.keys(labels), registers: [registry] });
    // A counter that is not there yet looks like one that is missing.
    if (Object.keys(labels).length === 0) counter.inc(0);
    return counter;
  });
  const measuring = made(histograms, (name, { help, labels, buckets }) => {
    return new Histogram({ name, help, labelNames: Object.keys(labels), buckets: [...buckets], registers: [registry] });
  });
  const watches = new Map<string, Watch[]>();
  made(gauges, (name, { help, labels }) => {
    return new Gauge({
      name,
      help,
      labelNames: Object.keys(labels),
      registers: [registry],
      async collect() {
        this.reset();
        const readings = await Promise.all((watches.get(name) ?? []).map(readInTime));
        for (const { labels: given, value } of readings.flat() as { labels: LooseLabels; value: number }[]) {
          this.inc(given, value);
        }
      },
    });
  });

  return {
    count: (name, labels, by = 1) => counting.get(name)?.inc(labels as LooseLabels, by),
    observe: (name, labels, value) => measuring.get(name)?.observe(labels as LooseLabels, value),
    watch: (name, read) => void watches.set(name, [...(watches.get(name) ?? []), read]),
    contentType: registry.contentType,
    text: () => registry.metrics(),
    async sum(name, where = {}) {
      // A histogram is one metric with several names of values.
      const metric = registry.getSingleMetric(name) ?? registry.getSingleMetric(name.replace(/_(sum|count)$/, ''));
      if (!metric) throw new Error(`there is no figure ${name}`);
      const { values } = await metric.get();
      const isMeant = (labels: object) => Object.entries(where).every(([k, v]) => (labels as LooseLabels)[k] === v);
      const isNamed = (value: object) => ((value as { metricName?: string }).metricName ?? name) === name;
      return values
        .filter((value) => isNamed(value) && isMeant(value.labels))
        .reduce((total, { value }) => total + value, 0);
    },
    stop: () => {
      loop.disable();
      registry.clear();
    },
  };
}

interface Shape {
  help: string;
  labels: LooseLabels;
  buckets: readonly number[];
}

async function readInTime(read: Watch): Promise<unknown[]> {
  let timer: NodeJS.Timeout | undefined;
  const none = new Promise<unknown[]>((resolve) => {
    timer = setTimeout(resolve, WATCH_LIMIT_MS, []).unref();
  });
  const reading = Promise.resolve()
    .then(read)
    .catch(() => []);
  return Promise.race([reading, none]).finally(() => clearTimeout(timer));
}
