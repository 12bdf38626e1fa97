import { cx } from '../ui/cx.ts';

/** The mark: two people in one beam. */
export function Mark(props: { class?: string }) {
  return (
    <svg viewBox="0 0 40 40" class={cx('shrink-0', props.class)} aria-hidden="true">
      <rect x="9" y="18" width="22" height="4" class="fill-lit" />
      <circle cx="9" cy="20" r="6" class="fill-lit" />
      <circle cx="31" cy="20" r="6" class="fill-lit" />
    </svg>
  );
}
