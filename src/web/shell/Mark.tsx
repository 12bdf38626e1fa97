import { cx } from '../ui/cx.ts';

/** The mark: a lamp, its light, and someone standing in it. The same drawing as public/icon.svg. */
export function Mark(props: { class?: string }) {
  return (
    <svg viewBox="3 3 34 34" class={cx('shrink-0', props.class)} aria-hidden="true">
      <path
        class="fill-lit"
        fill-rule="evenodd"
        d="M13.21 8.54L29.15 15.37A10.5 10.5 0 1 1 15.37 29.15L8.54 13.21ZM20.32 25.02a4.7 4.7 0 1 0 9.4 0a4.7 4.7 0 1 0 -9.4 0Z"
      />
      <path class="stroke-lit" stroke-width="3.2" stroke-linecap="round" d="M11.02 5.93L5.93 11.02" />
    </svg>
  );
}
