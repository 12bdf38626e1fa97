import type { JSX } from 'solid-js';
import { Show } from 'solid-js';
import { cx } from './cx.ts';

const tones = {
  light: 'border-light bg-lit text-on-lit',
  plain: 'border-edge bg-transparent text-muted',
  ok: 'border-ok bg-transparent text-ok',
  warn: 'border-warn bg-transparent text-warn',
  danger: 'border-danger bg-transparent text-danger',
};

export type BadgeTone = keyof typeof tones;

/** A number that waits, or a word about a state. Zero draws nothing. */
export function Badge(props: { count?: number; children?: JSX.Element; tone?: BadgeTone; class?: string }) {
  const tone = () => props.tone ?? (props.count === undefined ? 'plain' : 'light');
  return (
    <Show when={props.count !== 0}>
      <span
        class={cx(
          'figures inline-flex min-h-6 min-w-6 items-center justify-center rounded-full border px-2 text-xs leading-none whitespace-nowrap',
          tones[tone()],
          props.class,
        )}
      >
        {props.count === undefined ? props.children : props.count > 99 ? '99+' : props.count}
      </span>
    </Show>
  );
}
