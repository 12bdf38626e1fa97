import type { JSX } from 'solid-js';
import { createBarRoom } from './frame.ts';

/**
 * Takes exactly what the frame leaves of the window: something on top, a part that scrolls, something that stays in
 * reach of the thumb below, above the keyboard. For threads.
 */
export function FillScreen(props: {
  top: JSX.Element;
  children: JSX.Element;
  bottom?: JSX.Element;
  /** What scrolls: "Messages". */
  label: string;
  /** The bottom bar stays on phones; else it makes room for the composer. */
  keepsBar?: boolean;
  /** The part that scrolls, for keeping its position. */
  scrollRef?: (element: HTMLElement) => void;
}) {
  createBarRoom(() => !props.keepsBar);
  return (
    <div class="flex h-[calc(100dvh-var(--frame-top)-var(--frame-bottom))] min-h-0 flex-col">
      <div class="shrink-0 border-b border-line">{props.top}</div>
      {/* Focusable, because a keyboard has no other way to scroll it. */}
      <section
        ref={props.scrollRef}
        tabindex={0}
        aria-label={props.label}
        class="min-h-0 flex-1 overflow-y-auto overscroll-contain -outline-offset-2"
      >
        {props.children}
      </section>
      <div class="shrink-0 border-t border-line bg-ground pb-(--safe-bottom)">{props.bottom}</div>
    </div>
  );
}
