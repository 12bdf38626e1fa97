import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { makePromMeters } from '../server/adapters/promMeters.ts';
import { counters, gauges, histograms } from '../server/core/meters.ts';

/** What is drawn and what alarms must exist: a panel of a figure that was renamed is empty, and says nothing. */
const meters = makePromMeters();
afterAll(() => meters.stop());

interface Panel {
  title: string;
  targets?: { expr: string }[];
}
const { panels } = JSON.parse(readFileSync('ops/grafana/spotlight.json', 'utf8')) as { panels: Panel[] };
const panelQueries = panels.flatMap(({ title, targets }) =>
  (targets ?? []).map(({ expr }): [string, string] => [title, expr]),
);
const alerts = readFileSync('ops/prometheus/alerts.yml', 'utf8');

// What others tell: coturn 4.18 (src/apps/relay/prom_server.c), and Prometheus itself.
const foreign = ['turn_total_allocations', 'turn_total_traffic_rcvb', 'turn_total_traffic_peer_rcvb', 'up'];

const namesIn = (text: string) => [...new Set(text.match(/\b(?:spotlight|process|nodejs|turn)_\w+|\bup(?=\{)/g) ?? [])];
const known = async () => {
  const names = [...(await meters.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set([
    ...foreign,
    ...names.flatMap(([, name, kind]) =>
      kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name!],
    ),
  ]);
};
const catalogue = { ...counters, ...gauges, ...histograms } as Record<string, { labels: Record<string, unknown> }>;

describe('the dashboard', () => {
  test.each(panelQueries)('%s: draws figures that exist', async (_title, expr) => {
    const there = await known();
    expect(namesIn(expr).length).toBeGreaterThan(0);
    for (const name of namesIn(expr)) expect(there).toContain(name);
  });

  test.each(panelQueries)('%s: groups by labels that exist', (_title, expr) => {
    const grouped = [...expr.matchAll(/by \(([^)]+)\) \([^)]*?(spotlight_\w+?)(?:_bucket|_sum|_count)?[{[)]/g)];
    for (const [, labels, name] of grouped) {
      for (const label of labels!.split(', ').filter((one) => one !== 'le')) {
        expect(Object.keys(catalogue[name!]?.labels ?? {})).toContain(label);
      }
    }
  });

  test('shows every figure that is counted', () => {
    const drawn = new Set(panelQueries.flatMap(([, expr]) => namesIn(expr)));
    const isDrawn = (name: string) =>
      [name, `${name}_bucket`, `${name}_sum`, `${name}_count`].some((n) => drawn.has(n));
    expect(Object.keys(catalogue).filter((name) => !isDrawn(name))).toEqual([]);
  });
});

test('alerts watch figures that exist', async () => {
  const there = await known();
  const watched = namesIn(alerts);
  expect(watched.length).toBeGreaterThan(5);
  for (const name of watched) expect(there).toContain(name);
});
