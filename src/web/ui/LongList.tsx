import { createSignal, For, type JSX, Show } from 'solid-js';
import { Button } from './Button.tsx';
import { formatCount } from './format.ts';

const STEP = 100;

/** The items of a list that may have thousands: the first hundred, and the next ones when they are asked for. */
export function LongList<T>(props: {
  each: readonly T[];
  /** What is listed, as in "file", "files". */
  one: string;
  many: string;
  class?: string;
  children: (item: T, index: () => number) => JSX.Element;
}) {
  const [limit, setLimit] = createSignal(STEP);
  const shown = () => props.each.slice(0, limit());
  const left = () => props.each.length - shown().length;
  return (
    <>
      <ul class={props.class}>
        <For each={shown()}>{(item, index) => props.children(item, index)}</For>
      </ul>
      <Show when={left() > 0}>
        <Button class="mt-3" wide onClick={() => setLimit(limit() + STEP)}>
          Show more. {formatCount(left(), props.one, props.many)} left
        </Button>
      </Show>
    </>
  );
}
