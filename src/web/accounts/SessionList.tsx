import { useQuery } from '@tanstack/solid-query';
import Laptop from 'lucide-solid/icons/laptop';
import Smartphone from 'lucide-solid/icons/smartphone';
import { For, Show, Switch, Match as When } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { SessionSummary } from '../../shared/accounts/account.ts';
import { api } from '../core/api.ts';
import { createCommand } from '../core/createCommand.ts';
import { dataOf } from '../core/dataOf.ts';
import { textOf } from '../core/errorText.ts';
import { queryClient } from '../core/queryClient.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { focusHere } from '../ui/focusHere.ts';
import { iconStroke } from '../ui/icon.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { Time } from '../ui/Time.tsx';
import { toaster } from '../ui/toaster.ts';
import { sectionHeading } from './sectionHeading.ts';
import { sessionsKey } from './sessionsKey.ts';

/** The browsers one is signed in with; any but this one can be logged out from here. */
export function SessionList() {
  const list = useQuery(() => ({
    queryKey: sessionsKey,
    queryFn: () => api.accounts.sessions.query(),
    reconcile: 'id',
  }));
  let rows: HTMLUListElement | undefined;
  // Who is seen somewhere else meanwhile moves up, and what is ended elsewhere goes.
  keepFocus(
    () => rows,
    () => dataOf(list)?.map(({ id }) => id),
    () => rows && sectionHeading(rows),
  );
  const others = () => dataOf(list)?.filter(({ current }) => !current) ?? [];
  const renew = () => queryClient.invalidateQueries({ queryKey: sessionsKey });
  let endOthersButton!: HTMLButtonElement;
  const endOthers = createCommand(async () => {
    await api.accounts.endOtherSessions.mutate();
    focusHere(sectionHeading(endOthersButton), endOthersButton);
    toaster.show('Your other devices were logged out', { tone: 'ok' });
    await renew();
  });

  return (
    <Switch>
      <When when={dataOf(list)}>
        {(sessions) => (
          <>
            <ul ref={rows} class="-mx-3">
              <For each={sessions()}>{(session) => <SessionRow session={session} onEnded={renew} />}</For>
            </ul>
            <Show when={endOthers.error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
            <Show when={others().length > 1}>
              <Button
                ref={endOthersButton}
                look="danger"
                class="self-start"
                busy={endOthers.pending()}
                onClick={() => void endOthers.run()}
              >
                Log out all others
              </Button>
            </Show>
          </>
        )}
      </When>
      <When when={list.isError}>
        <QueryNotLoaded query={list} />
      </When>
      <When when={true}>
        <SkeletonRows count={2} label="Loading your devices" />
      </When>
    </Switch>
  );
}

function SessionRow(props: { session: SessionSummary; onEnded: () => Promise<void> }) {
  const isPhone = () => /iPhone|iPad|Android/.test(props.session.browser);
  let row!: HTMLLIElement;
  const end = createCommand(async () => {
    await api.accounts.endSession.mutate({ sessionId: props.session.id });
    focusHere(sectionHeading(row), row);
    await props.onEnded();
  });
  return (
    <li ref={row} class="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
      <Dynamic
        component={isPhone() ? Smartphone : Laptop}
        size={24}
        strokeWidth={iconStroke}
        class="shrink-0 text-muted"
        aria-hidden="true"
      />
      <span class="min-w-0 flex-1">
        <span class="block truncate font-medium">{props.session.browser}</span>
        <span class="mt-0.5 block truncate text-sm text-muted">
          Last seen <Time at={props.session.lastSeenAt} />
        </span>
      </span>
      <Show when={!props.session.current} fallback={<Badge tone="ok">This browser</Badge>}>
        <Button busy={end.pending()} onClick={() => void end.run()} aria-label={`Log out ${props.session.browser}`}>
          Log out
        </Button>
      </Show>
      <Show when={end.error()}>
        {(error) => (
          <p role="alert" class="w-full text-sm text-danger">
            {textOf(error())}
          </p>
        )}
      </Show>
    </li>
  );
}
