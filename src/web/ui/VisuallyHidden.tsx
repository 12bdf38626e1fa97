import type { JSX } from 'solid-js';

/** Words for screen readers only. */
export function VisuallyHidden(props: { children: JSX.Element; id?: string }) {
  return (
    <span id={props.id} class="sr-only">
      {props.children}
    </span>
  );
}
