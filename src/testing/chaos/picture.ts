import { cellsOf, type Result } from './results.ts';

/** The results as a picture: for each scenario the messages acknowledged each second, and when something was broken. */

const WIDTH = 960;
const TOP = 64;
const ROW = 58;
const CHART = { left: 350, width: 280, height: 30 };
const columns = [
  { x: 655, heading: 'All can write again' },
  { x: 790, heading: 'Slowest message' },
];

// An image cannot read the page's theme, but it is told the system's.
const style = `
  svg { --ground: #fbf8f1; --line: #ded6c8; --text: #2b2219; --muted: #6d6154; --edge: #c28a1c; --fine: #1f7a68; --danger: #b3261e; }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #14110d; --line: #3a342b; --text: #f3ecdf; --muted: #b3a896; --edge: #efc15a; --fine: #58c4ab; --danger: #f2938c; }
  }
  text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: var(--text); }
  .small { font-size: 11.5px; fill: var(--muted); }
  .strong { font-weight: 600; }
  .fine { fill: var(--fine); }
  .danger { fill: var(--danger); }
`;

export function pictureOf(results: Result[]): string {
  const longest = Math.max(10, ...results.map(({ course }) => course.length));
  const height = TOP + results.length * ROW + 40;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Results of the chaos suite">`,
    `<style>${style}</style>`,
    `<rect width="${WIDTH}" height="${height}" rx="14" fill="var(--ground)"/>`,
    text(20, 30, 'Messages acknowledged each second', 'strong'),
    `<path d="M${CHART.left} 18v16" stroke="var(--danger)" stroke-width="1.5" stroke-dasharray="3 2"/>`,
    text(CHART.left + 8, 30, 'something is broken', 'small'),
    ...columns.map(({ x, heading }) => text(x, TOP - 16, heading, 'small')),
    ...results.map((result, n) => row(result, TOP + n * ROW, longest)),
    axis(TOP + results.length * ROW, longest),
    '</svg>',
    '',
  ].join('\n');
}

function row(result: Result, y: number, longest: number): string {
  const [title, recovered, slowest, messages] = cellsOf(result) as [string, string, string, string];
  const verdict =
    result.faults.length === 0
      ? text(20, y + 37, `Nothing lost, doubled or left of ${messages} messages`, 'small fine')
      : text(20, y + 37, result.faults[0]!.slice(0, 48), 'small danger');
  return [
    `<path d="M20 ${y - 4}H${WIDTH - 20}" stroke="var(--line)"/>`,
    text(20, y + 20, title, 'strong'),
    verdict,
    chart(result, y + 8, longest),
    text(columns[0]!.x, y + 27, recovered, ''),
    text(columns[1]!.x, y + 27, slowest, ''),
  ].join('');
}

function chart({ course, struckAtSeconds }: Result, y: number, longest: number): string {
  const most = Math.max(1, ...course);
  const step = CHART.width / longest;
  const ground = y + CHART.height;
  const bars = course.map((count, second) => {
    const tall = (count / most) * CHART.height;
    return count === 0
      ? ''
      : `M${round(CHART.left + second * step)} ${round(ground - tall)}h${round(step * 0.8)}V${ground}h-${round(step * 0.8)}Z`;
  });
  const struckAt = round(CHART.left + struckAtSeconds * step);
  return [
    `<path d="${bars.join('')}" fill="var(--edge)"/>`,
    `<path d="M${CHART.left} ${ground}h${CHART.width}" stroke="var(--line)"/>`,
    `<path d="M${struckAt} ${y - 4}V${ground + 4}" stroke="var(--danger)" stroke-width="1.5" stroke-dasharray="3 2"/>`,
  ].join('');
}

function axis(y: number, longest: number): string {
  const every = longest > 60 ? 30 : 10;
  const ticks = Array.from({ length: Math.floor(longest / every) + 1 }, (_, n) => n * every);
  return ticks.map((tick) => text(CHART.left + (tick / longest) * CHART.width, y + 16, `${tick} s`, 'small')).join('');
}

function text(x: number, y: number, words: string, kind: string): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${y}" class="${kind}">${escaped}</text>`;
}

const round = (value: number) => Number(value.toFixed(1));
