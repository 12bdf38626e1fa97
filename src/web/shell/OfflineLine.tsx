import { createEffect, createSignal, on, onCleanup, Show } from 'solid-js';
import { cx } from '../ui/cx.ts';
import { formatCount } from '../ui/format.ts';

export interface OfflineLineProps {
  /** The browser has a network at all. */
  online: boolean;
  /** It has one, and the way to Spotlight is being made anew. */
  reconnecting?: boolean;
  /** How many things written here wait to be sent. */
  waitingCount?: number;
}

// A socket that is back at once, or that opens with the page, is nobody's concern.
const quietMs = 1_500;

/** One thin line while the way to Spotlight is down: that it is, and what waits. A state, not an error. */
export function OfflineLine(props: OfflineLineProps) {
  const [isLate, setLate] = createSignal(false);
  createEffect(
    on(
      () => props.reconnecting,
      (reconnecting) => {
        setLate(false);
        if (!reconnecting) return;
        const timer = setTimeout(() => setLate(true), quietMs);
        onCleanup(() => clearTimeout(timer));
      },
    ),
  );
  const isDown = () => !props.online || (props.reconnecting && isLate());
  const waiting = () => props.waitingCount ?? 0;
  const words = () => {
    const state = props.online ? 'Reconnecting' : 'Offline';
    if (waiting() === 0) return props.online ? `${state}…` : `${state}. What you write is kept`;
    return `${state}. ${formatCount(waiting(), 'message waits', 'messages wait')} to be sent`;
  };
  return (
    // Always there, so that the change is read out; empty and without height while all is well.
    <div role="status" class="sticky top-0 z-30">
      <Show when={isDown()}>
        <p class="offline-line flex items-center justify-center gap-2 border-b border-edge bg-raised px-4 pt-(--safe-top) text-sm">
          <span
            aria-hidden="true"
            class={cx('h-0.5 w-6', props.online ? 'animate-breathe bg-light' : 'border-t-2 border-dotted border-text')}
          />
          {words()}
        </p>
      </Show>
    </div>
  );
}
