import { createMemo } from 'solid-js';
import { encode } from 'uqr';
import { cx } from './cx.ts';

/**
 * A link to point a camera at. Dark on white paper in both themes, with the quiet border readers need; under forced
 * colours too, for a camera does not know about themes. Load it lazily: the encoder is not small.
 */
export function QrCode(props: { text: string; label: string; class?: string }) {
  const code = createMemo(() => encode(props.text, { ecc: 'M', border: 4 }));
  // One path, row by row, runs of dark modules as rectangles: crisp at any size.
  const path = createMemo(() =>
    code()
      .data.map((row, y) =>
        runsOf(row)
          .map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)
          .join(''),
      )
      .join(''),
  );
  return (
    <svg
      viewBox={`0 0 ${code().size} ${code().size}`}
      role="img"
      aria-label={props.label}
      shape-rendering="crispEdges"
      class={cx('qr-code block w-full max-w-72 rounded-control', props.class)}
    >
      <title>{props.label}</title>
      <rect width="100%" height="100%" fill="white" />
      <path d={path()} fill="black" />
    </svg>
  );
}

function runsOf(row: readonly boolean[]): [start: number, length: number][] {
  const runs: [number, number][] = [];
  row.forEach((isDark, x) => {
    const last = runs.at(-1);
    if (!isDark) return;
    if (last && last[0] + last[1] === x) last[1]++;
    else runs.push([x, 1]);
  });
  return runs;
}
