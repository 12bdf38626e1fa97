import { For, Show } from 'solid-js';
import { dotsOf, hasAny, type Line, lineInWords, pathOf, scaleTop } from './plotGeometry.ts';

const WIDTH = 600;
const HEIGHT = 120;
/** Told apart without colour, too. */
const strokes = ['', '7 5', '2 4', '12 4 2 4'];
const colours = ['text-light', 'text-ok', 'text-muted', 'text-danger'];

/** Figures over time: lines, and beneath them the same in words. */
export function Plot(props: {
  title: string;
  lines: readonly Line[];
  /** The start of each step. */
  at: readonly string[];
  write: (value: number) => string;
}) {
  const top = () => scaleTop(props.lines);
  const clock = (index: number) =>
    new Date(props.at[index] ?? 0).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return (
    <figure class="m-0 border-t border-line pt-4">
      <figcaption class="flex items-baseline justify-between gap-3">
        <span class="font-semibold">{props.title}</span>
        <Show when={hasAny(props.lines)}>
          <span class="figures text-xs text-muted">up to {props.write(top())}</span>
        </Show>
      </figcaption>
      <Show when={hasAny(props.lines)} fallback={<p class="mt-2 text-sm text-muted">Nothing yet.</p>}>
        <svg
          viewBox={`0 -4 ${WIDTH} ${HEIGHT + 8}`}
          preserveAspectRatio="none"
          class="mt-2 block h-28 w-full overflow-visible"
          aria-hidden="true"
        >
          <For each={[0, 0.5, 1]}>
            {(share) => (
              <line
                x1="0"
                x2={WIDTH}
                y1={HEIGHT * share}
                y2={HEIGHT * share}
                class="stroke-line"
                stroke-width="1"
                vector-effect="non-scaling-stroke"
              />
            )}
          </For>
          <For each={props.lines}>
            {(line, index) => (
              <g
                class={colours[index()]}
                fill="none"
                stroke="currentColor"
                stroke-linecap="round"
                stroke-linejoin="round"
              >
                <path
                  d={pathOf(line.values, top(), WIDTH, HEIGHT)}
                  stroke-width="2"
                  stroke-dasharray={strokes[index()]}
                  vector-effect="non-scaling-stroke"
                />
                <path
                  d={dotsOf(line.values, top(), WIDTH, HEIGHT)}
                  stroke-width="6"
                  vector-effect="non-scaling-stroke"
                />
              </g>
            )}
          </For>
        </svg>
        <Show when={props.at.length > 0}>
          <div class="figures mt-1 flex justify-between text-xs text-muted" aria-hidden="true">
            <span>{clock(0)}</span>
            <span>{clock(props.at.length - 1)}</span>
          </div>
        </Show>
        <ul class="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-muted">
          <For each={props.lines}>
            {(line, index) => (
              <li class="flex items-center gap-2">
                <svg width="24" height="8" aria-hidden="true" class={colours[index()]}>
                  <line
                    x1="0"
                    x2="24"
                    y1="4"
                    y2="4"
                    stroke="currentColor"
                    stroke-width="2"
                    stroke-dasharray={strokes[index()]}
                  />
                </svg>
                {lineInWords(line, props.write, clock)}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </figure>
  );
}
