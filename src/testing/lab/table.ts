import type { Result } from './results.ts';
import { headings, type Words, wordsOf } from './words.ts';

/** The results as a table of plain text; why something failed stands below. */
export function tableOf(results: Result[]): string {
  const rows = [headings, ...results.map(wordsOf)];
  const keys = Object.keys(headings) as (keyof Words)[];
  const widths = keys.map((key) => Math.max(...rows.map((row) => row[key].length)));
  const line = (row: Words) =>
    keys
      .map((key, n) => row[key].padEnd(widths[n]!))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const failures = results.flatMap(({ name, failure }) => (failure ? [`${name}: ${failure}`] : []));
  return [line(headings), rule, ...rows.slice(1).map(line), ...(failures.length > 0 ? ['', ...failures] : [])].join(
    '\n',
  );
}
