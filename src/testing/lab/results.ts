import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { dirname } from 'node:path';
import type { Quality } from './air.ts';
import type { Figures } from './figures.ts';
import type { Way } from './journal.ts';
import type { Outcome } from './runScenario.ts';
import { scenarios } from './scenarios.ts';
import { system } from './system.ts';

/** How a scenario went, as it is kept in docs/lab/results.json. */
export interface Result extends Partial<Figures> {
  name: string;
  title: string;
  link: Quality;
  sizeBytes: number;
  failure: string | null;
  /** Goodput over what the link carries. */
  linkShare?: number;
  /** Since the acceptance. */
  brokeAtSeconds: number | null;
  /** Each second: how much has arrived, and by which ways it came. */
  course: [seconds: number, share: number, ways: Way[]][];
}

const LONGEST_COURSE = 200;

export function resultOf(outcome: Outcome): Result {
  const { scenario, failure, figures, acceptedAtMs, brokeAtMs, received } = outcome;
  const sizeBytes = scenario.sizeMib * 1024 * 1024;
  const seconds = (atMs: number) => round((atMs - acceptedAtMs) / 1000);
  const course: Result['course'] = [];
  for (const { atMs, bytesDone, ways } of received) {
    const isNext = seconds(atMs) - (course.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY) >= 1;
    if ((isNext || bytesDone === sizeBytes) && course.length < LONGEST_COURSE)
      course.push([seconds(atMs), round(bytesDone / sizeBytes, 3), ways]);
    if (bytesDone === sizeBytes) break;
  }
  return {
    name: scenario.name,
    title: scenario.title,
    link: scenario.quality,
    sizeBytes,
    failure,
    ...(figures && {
      ...figures,
      seconds: round(figures.seconds),
      goodputMbit: round(figures.goodputMbit),
      recoverSeconds: figures.recoverSeconds === null ? null : round(figures.recoverSeconds),
      linkShare: round(figures.goodputMbit / scenario.quality.rateMbit, 2),
    }),
    brokeAtSeconds: brokeAtMs === null ? null : seconds(brokeAtMs),
    course,
  };
}

/** Puts new results in the place of older ones of the same scenarios. */
export function keepResults(path: string, fresh: Result[]): Result[] {
  const older = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { scenarios: Result[] }).scenarios : [];
  const byName = new Map([...older, ...fresh].map((result) => [result.name, result]));
  const kept = scenarios.flatMap(({ name }) => byName.get(name) ?? []);
  const machine = {
    processors: cpus().length,
    kernel: release(),
    node: process.version,
    chromium: system('/usr/bin/chromium', '--version').trim(),
    coturn: system('turnserver', '--version').trim(),
  };
  const head = JSON.stringify({ madeAt: new Date().toISOString(), machine }).slice(0, -1);
  // A scenario a line, so that a diff shows which have changed.
  const lines = kept.map((result) => `  ${JSON.stringify(result)}`).join(',\n');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${head},"scenarios":[\n${lines}\n]}\n`);
  return kept;
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
