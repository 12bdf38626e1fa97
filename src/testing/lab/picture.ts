import type { Way } from './journal.ts';
import type { Result } from './results.ts';
import { headings, wordsOf } from './words.ts';

/** The results as a picture: for each scenario how much had arrived when, by which ways, and when the network broke. */

const WIDTH = 960;
const TOP = 64;
const ROW = 58;
const CHART = { left: 250, width: 330, height: 26 };
const LANE = 4;
const lanes: Record<Way, { name: string; y: number }> = {
  direct: { name: 'direct', y: 0 },
  turn: { name: 'TURN', y: LANE + 1 },
  relay: { name: 'sealed relay', y: 2 * (LANE + 1) },
};
const columns = { goodput: 600, share: 696, twice: 772, recovered: 852 };

// An image cannot read the page's theme, but it is told the system's.
const style = `
  svg { --ground: #fbf8f1; --line: #ded6c8; --text: #2b2219; --muted: #6d6154; --area: #ecd9ac; --edge: #c28a1c;
        --direct: #a86a00; --turn: #1f7a68; --relay: #b04a33; --danger: #b3261e; }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #14110d; --line: #3a342b; --text: #f3ecdf; --muted: #b3a896; --area: #4a3a18; --edge: #efc15a;
          --direct: #f2bf4f; --turn: #58c4ab; --relay: #ee9478; --danger: #f2938c; }
  }
  text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: var(--text); }
  .small { font-size: 11.5px; fill: var(--muted); }
  .strong { font-weight: 600; }
  .danger { fill: var(--danger); }
  .number { font-variant-numeric: tabular-nums; }
`;

export function pictureOf(results: Result[]): string {
  const longest = Math.max(10, ...results.map(({ seconds, course }) => seconds ?? course.at(-1)?.[0] ?? 0));
  const height = TOP + results.length * ROW + 40;
  const rows = results.map((result, n) => row(result, TOP + n * ROW, longest));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Results of the network lab">`,
    `<style>${style}</style>`,
    `<rect width="${WIDTH}" height="${height}" rx="14" fill="var(--ground)"/>`,
    legend(),
    ...Object.entries(columns).map(([key, x]) => text(x, TOP - 16, headings[key as keyof typeof columns], 'small')),
    ...rows,
    axis(TOP + results.length * ROW, longest),
    '</svg>',
    '',
  ].join('\n');
}

function row(result: Result, y: number, longest: number): string {
  const words = wordsOf(result);
  const inRow = y + 22;
  return [
    `<path d="M20 ${y - 4}H${WIDTH - 20}" stroke="var(--line)"/>`,
    text(20, inRow - 2, words.title, 'strong'),
    text(20, inRow + 15, words.link, 'small'),
    chart(result, y + 6, longest),
    result.failure
      ? text(columns.goodput, inRow, words.result, 'danger strong')
      : Object.entries(columns)
          .map(([key, x]) => text(x, inRow, words[key as keyof typeof columns], 'number'))
          .join(''),
    result.failure ? '' : text(columns.goodput, inRow + 15, words.result, 'small'),
  ].join('');
}

function chart({ course, brokeAtSeconds }: Result, y: number, longest: number): string {
  const at = (seconds: number) => round(CHART.left + (seconds / longest) * CHART.width);
  const up = (share: number) => round(y + CHART.height * (1 - share));
  const ground = y + CHART.height;
  const points = course.map(([seconds, share]) => `${at(seconds)} ${up(share)}`).join('L');
  const last = at(course.at(-1)?.[0] ?? 0);
  const area =
    course.length > 1
      ? `<path d="M${at(0)} ${ground}L${points}L${last} ${ground}Z" fill="var(--area)"/><path d="M${points}" fill="none" stroke="var(--edge)" stroke-width="1.5"/>`
      : '';
  const used = lit(course).map(
    ([way, from, to]) =>
      `<path d="M${at(from)} ${ground + 4 + lanes[way].y}H${at(to)}" stroke="var(--${way})" stroke-width="${LANE}"/>`,
  );
  const broke =
    brokeAtSeconds === null
      ? ''
      : `<path d="M${at(brokeAtSeconds)} ${y - 4}V${ground + 16}" stroke="var(--danger)" stroke-width="1.5" stroke-dasharray="3 2"/>`;
  return area + used.join('') + broke;
}

/** When each way was in use, neighbours joined. */
function lit(course: Result['course']): [way: Way, from: number, to: number][] {
  const stretches: [Way, number, number][] = [];
  for (const [n, [to, , ways]] of course.entries()) {
    const from = course[n - 1]?.[0] ?? to;
    for (const way of ways) {
      const before = stretches.findLast(([other]) => other === way);
      if (before && before[2] === from) before[2] = to;
      else stretches.push([way, from, to]);
    }
  }
  return stretches;
}

function axis(y: number, longest: number): string {
  const step = longest > 60 ? 20 : 10;
  const ticks = Array.from({ length: Math.floor(longest / step) + 1 }, (_, n) => n * step);
  return ticks.map((tick) => text(CHART.left + (tick / longest) * CHART.width, y + 16, `${tick} s`, 'small')).join('');
}

function legend(): string {
  const ways = (Object.keys(lanes) as Way[]).map((way, n) => {
    const x = CHART.left + n * 96;
    return `<path d="M${x} 26h16" stroke="var(--${way})" stroke-width="${LANE}"/>${text(x + 22, 30, lanes[way].name, 'small')}`;
  });
  const x = CHART.left + 310;
  const broke = `<path d="M${x} 18v16" stroke="var(--danger)" stroke-width="1.5" stroke-dasharray="3 2"/>`;
  return `${text(20, 30, 'Arrived over time, and how', 'strong')}${ways.join('')}${broke}${text(x + 8, 30, 'the network broke', 'small')}`;
}

function text(x: number, y: number, words: string, kind: string): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${y}" class="${kind}">${escaped}</text>`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
