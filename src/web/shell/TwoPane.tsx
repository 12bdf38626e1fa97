import { type JSX, Show } from 'solid-js';
import { cx } from '../ui/cx.ts';

export interface TwoPaneProps {
  list: JSX.Element;
  listLabel: string;
  /** Whether something is chosen: phones then show it instead of the list. */
  isOpen: boolean;
  /** The chosen thing. */
  children: JSX.Element;
  /** What a wide window shows while nothing is chosen. */
  placeholder?: JSX.Element;
}

/** A list and what is chosen in it: side by side from 960 px, one at a time on phones. */
export function TwoPane(props: TwoPaneProps) {
  return (
    <div class="wide:grid wide:h-[calc(100dvh-var(--frame-top))] wide:grid-cols-[22rem_minmax(0,1fr)]">
      <section
        aria-label={props.listLabel}
        class={cx('wide:block wide:overflow-y-auto wide:border-r wide:border-line', props.isOpen && 'hidden')}
      >
        {props.list}
      </section>
      <div class={cx('wide:block wide:min-h-0 wide:overflow-y-auto', !props.isOpen && 'hidden')}>
        <Show when={props.isOpen} fallback={<div class="grid h-full place-items-center">{props.placeholder}</div>}>
          {props.children}
        </Show>
      </div>
    </div>
  );
}
