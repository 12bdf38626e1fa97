import { createEffect, on, Show } from 'solid-js';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import type { ButtonLook } from '../ui/buttonLook.ts';
import { keepFocus } from '../ui/keepFocus.ts';

interface PagedList {
  dataUpdatedAt: number;
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: (options: { throwOnError: true }) => Promise<unknown>;
  refetch: () => unknown;
}

/** Under a list that goes on: its next page, and why that did not come. */
export function ShowMore(props: {
  list: PagedList;
  label?: string;
  look?: ButtonLook;
  wide?: boolean;
  class?: string;
}) {
  const more = createCommand(async () => {
    // The news that was being asked for makes way, and is asked for afterwards.
    const isAsking = props.list.isFetching;
    try {
      await props.list.fetchNextPage({ throwOnError: true });
    } finally {
      if (isAsking) void props.list.refetch();
    }
  });
  // What came since says that there is a connection again.
  const heard = () => more.error()?.kind === 'unreachable' && more.reset();
  createEffect(on(() => props.list.dataUpdatedAt, heard, { defer: true }));
  let place!: HTMLDivElement;
  // The last page takes the button away.
  keepFocus(
    () => place,
    () => props.list.hasNextPage,
    () => place.previousElementSibling as HTMLElement | null,
  );
  return (
    <div ref={place} class="contents">
      <Show when={props.list.hasNextPage}>
        <div class={props.class}>
          <Show when={more.error()}>
            {(error) => (
              <p role="alert" class="mb-2 text-sm text-danger">
                {textOf(error())}
              </p>
            )}
          </Show>
          <Button
            look={props.look}
            wide={props.wide}
            busy={more.pending() || props.list.isFetchingNextPage}
            onClick={() => void more.run()}
          >
            {props.label ?? 'Show more'}
          </Button>
        </div>
      </Show>
    </div>
  );
}
