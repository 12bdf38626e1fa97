import { Show } from 'solid-js';
import type { AttendeePage } from '../../shared/events/event.ts';
import { AvatarStack } from '../ui/AvatarStack.tsx';
import { formatCount } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';

/** The faces of those who are here now; a tap shows everyone. */
export function HereNow(props: { page: AttendeePage | undefined; isMissing: boolean; onShow: () => void }) {
  const waiting = () => (
    <Show when={props.isMissing} fallback={<Skeleton class="my-1 h-9 w-40" />}>
      <p class="flex min-h-11 items-center text-sm text-muted">Who is here now could not be loaded</p>
    </Show>
  );
  return (
    <div class="page-width pb-2">
      <Show when={props.page} fallback={waiting()}>
        {(page) => (
          <button
            type="button"
            class="press -mx-2 flex min-h-11 items-center gap-3 rounded-control px-2 text-left hover:bg-raised"
            onClick={() => props.onShow()}
          >
            <AvatarStack
              label="Here now"
              people={page()
                .attendees.filter((one) => one.isHere)
                .map((one) => ({ name: one.username, avatarUrl: one.avatarUrl }))}
              total={page().hereCount}
            />
            <span class="text-sm text-muted">{formatCount(page().hereCount, 'person', 'people')} here now</span>
          </button>
        )}
      </Show>
    </div>
  );
}
