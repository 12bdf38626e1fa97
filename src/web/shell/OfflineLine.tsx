import { Show } from 'solid-js';
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

/** One thin line while the way to Spotlight is down: that it is, and what waits. A state, not an error. */
export function OfflineLine(props: OfflineLineProps) {
  const isDown = () => !props.online || props.reconnecting;
  const waiting = () => props.waitingCount ?? 0;
  const words = () => {
    const state = props.online ? 'Reconnecting' : 'Offline';
    if (waiting() === 0) return props.online ? `${state}…` : `${state}. What you write is kept and sent later`;
    return `${state}. ${formatCount(waiting(), 'message waits', 'messages wait')} to be sent`;
  };
  return (
    // Always there, so that the change is read out; empty and without height while all is well.
    <div role="status" class="sticky top-0 z-30">
      <Show when={isDown()}>
        <p class="flex items-center justify-center gap-2 border-b border-edge bg-raised px-4 pt-[calc(0.375rem+var(--safe-top))] pb-1.5 text-sm">
          <span
            aria-hidden="true"
            class={cx(
              'h-0.5 w-6 rounded-full',
              props.online ? 'animate-breathe bg-light' : 'border-t-2 border-dashed border-muted',
            )}
          />
          {words()}
        </p>
      </Show>
    </div>
  );
}
