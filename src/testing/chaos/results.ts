import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { dirname } from 'node:path';
import type { Outcome } from './play.ts';
import { scenarios } from './scenarios.ts';

/** How a scenario went, as it is kept in docs/chaos/results.json. */
export interface Result extends Omit<Outcome, 'scenario'> {
  name: string;
  title: string;
}

export function resultOf({ scenario: { name, title }, ...outcome }: Outcome): Result {
  return {
    ...{ name, title },
    ...outcome,
    recoverSeconds: outcome.recoverSeconds === null ? null : round(outcome.recoverSeconds),
    slowestSeconds: round(outcome.slowestSeconds),
    struckAtSeconds: round(outcome.struckAtSeconds),
  };
}

/** Puts new results in the place of older ones of the same scenarios. */
export function keepResults(path: string, fresh: Result[]): Result[] {
  const older = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { scenarios: Result[] }).scenarios : [];
  const byName = new Map([...older, ...fresh].map((result) => [result.name, result]));
  const kept = scenarios.flatMap(({ name }) => byName.get(name) ?? []);
  const machine = { processors: cpus().length, kernel: release(), node: process.version };
  const head = JSON.stringify({ madeAt: new Date().toISOString(), machine }).slice(0, -1);
  // A scenario a line, so that a diff shows which have changed.
  const lines = kept.map((result) => `  ${JSON.stringify(result)}`).join(',\n');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${head},"scenarios":[\n${lines}\n]}\n`);
  return kept;
}

const headings = [
  'What happens',
  'All can write again',
  'Slowest message',
  'Messages',
  'Lost, doubled, or left behind',
];

/** The results as a table of plain text; what was wrong stands below. */
export function tableOf(results: Result[]): string {
  const rows = [headings, ...results.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  const faults = results.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`));
  return [line(headings), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.slice(1).map(line)]
    .concat(faults.length > 0 ? ['', ...faults] : [])
    .join('\n');
}

export function cellsOf({ title, recoverSeconds, slowestSeconds, messages, faults }: Result): string[] {
  return [
    title,
    recoverSeconds === null ? 'not' : `${recoverSeconds} s`,
    `${slowestSeconds} s`,
    String(messages),
    faults.length === 0 ? 'nothing' : `${faults.length} faults`,
  ];
}

const round = (value: number) => Number(value.toFixed(1));
