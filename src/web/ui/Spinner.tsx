import { cx } from './cx.ts';

/** A quiet sign that something is under way; the words beside it say what. */
export function Spinner(props: { class?: string }) {
  return (
    <svg viewBox="0 0 20 20" class={cx('size-5 shrink-0 animate-turn', props.class)} aria-hidden="true">
      <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" stroke-width="2" opacity="0.28" />
      <path
        d="M10 2.5a7.5 7.5 0 0 1 7.5 7.5"
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
      />
    </svg>
  );
}
