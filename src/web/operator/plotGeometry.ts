export interface Line {
  label: string;
  /** One value for each step; null where nothing was told. */
  values: readonly (number | null)[];
}

/** Whether there is anything to draw: lines that were never told of, or never left the ground, say less than a word. */
export const hasAny = (lines: readonly Line[]) => lines.some(({ values }) => values.some(Boolean));

/** The top of a scale that holds all values: a round number. */
export function scaleTop(lines: readonly Line[]): number {
  const most = Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((times) => times * power).find((top) => top >= most)!;
}

/** An SVG path through the values, 0 at the bottom; it breaks where nothing was told. */
export function pathOf(values: Line['values'], top: number, width: number, height: number): string {
  return values
    .map((value, index) => {
      if (value === null) return '';
      return `${isTold(values, index - 1) ? 'L' : 'M'}${pointAt(values, index, top, width, height)}`;
    })
    .join('');
}

/** A path of the values that stand alone, which no line leads to or from: to be drawn as dots. */
export function dotsOf(values: Line['values'], top: number, width: number, height: number): string {
  return values
    .map((value, index) => {
      if (value === null || isTold(values, index - 1) || isTold(values, index + 1)) return '';
      return `M${pointAt(values, index, top, width, height)}h0.01`;
    })
    .join('');
}

const isTold = (values: Line['values'], index: number) => (values[index] ?? null) !== null;

function pointAt(values: Line['values'], index: number, top: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return `${round(index * step)} ${round(height - ((values[index] ?? 0) / top) * height)}`;
}

const round = (length: number) => Math.round(length * 10) / 10;

/** A line in words, for whoever does not see it. */
export function lineInWords(line: Line, write: (value: number) => string, at: (index: number) => string): string {
  const known = line.values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const last = known.at(-1);
  if (!last) return `${line.label}: nothing yet`;
  const most = known.reduce((best, one) => (one.value > best.value ? one : best));
  const peak = most.value === last.value ? '' : `, most ${write(most.value)} at ${at(most.index)}`;
  return `${line.label}: now ${write(last.value)}${peak}`;
}
