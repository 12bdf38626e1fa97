import { createMemo, createSignal, For, Show, Switch, Match as When } from 'solid-js';
import type { AccountId, EventId } from '../../shared/core/ids.ts';
import type { Attendee } from '../../shared/events/event.ts';
import { account } from '../accounts/session.ts';
import { askAgain } from '../core/askAgain.ts';
import { dataOf } from '../core/dataOf.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { ShowMore } from '../shell/ShowMore.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import { ListRow } from '../ui/ListRow.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { type createPeople, eventKeys } from './eventQueries.ts';
import { PersonSheet } from './PersonSheet.tsx';
import { arrange, standingText } from './people.ts';

/** Everyone at an event, those who are here now first; a face opens what one can do together. */
export function PeopleList(props: { eventId: EventId; people: ReturnType<typeof createPeople> }) {
  const [chosenId, setChosenId] = createSignal<AccountId | null>(null);
  const pages = () => dataOf(props.people)?.pages;
  const parts = createMemo(() => pages() && arrange(pages()!));
  const listed = (id: AccountId) =>
    pages()
      ?.flatMap((page) => page.attendees)
      .find((one) => one.id === id);
  // Nobody is taken from under one's thumb: who leaves these pages stays in the open sheet, as they were seen last.
  const chosen = createMemo<Attendee | undefined>((last) => {
    const id = chosenId();
    return id === null ? undefined : (listed(id) ?? last);
  });
  let place: HTMLDivElement | undefined;
  // Who comes or goes changes sides, and has another row there.
  keepFocus(
    () => place,
    parts,
    (gone) => {
      const row = gone.closest<HTMLElement>('[data-person]');
      const now = (id = '') => place?.querySelector<HTMLElement>(`[data-person="${id}"] button`);
      return row && (now(row.dataset.person) ?? place?.querySelector('h2'));
    },
  );

  return (
    <div ref={place} class="page-width pt-2 pb-10">
      <Switch fallback={<SkeletonRows label="People are on their way" />}>
        <When when={parts()}>
          {(known) => (
            <>
              <Part
                title="Here now"
                count={pages()?.[0]?.hereCount ?? 0}
                people={known().here}
                onChoose={setChosenId}
              />
              <Part title="Joined" people={known().away} onChoose={setChosenId} />
            </>
          )}
        </When>
        <When when={props.people.isError}>
          <QueryNotLoaded query={props.people} />
        </When>
      </Switch>
      <ShowMore list={props.people} label="Show more people" class="mt-3" wide />
      <PersonSheet
        eventId={props.eventId}
        person={chosen()}
        onClose={() => setChosenId(null)}
        onChange={() => askAgain(eventKeys.people(props.eventId))}
      />
    </div>
  );
}

function Part(props: { title: string; count?: number; people: Attendee[]; onChoose: (id: AccountId) => void }) {
  return (
    <Show when={props.people.length > 0}>
      <section aria-label={props.title} class="mt-3">
        <h2 class="text-sm text-muted">
          {props.title}
          <Show when={props.count}>{(count) => ` (${count()})`}</Show>
        </h2>
        <ul class="-mx-3 mt-1">
          <For each={props.people}>
            {(one) => (
              <li data-person={one.id}>
                <PersonRow person={one} onChoose={() => props.onChoose(one.id)} />
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function PersonRow(props: { person: Attendee; onChoose: () => void }) {
  const isSelf = () => props.person.id === account()?.id;
  return (
    <ListRow
      leading={
        <Avatar
          name={props.person.username}
          avatarUrl={props.person.avatarUrl}
          presence={props.person.isHere ? 'here' : 'away'}
          isDecorative
        />
      }
      title={isSelf() ? `${props.person.username} (you)` : props.person.username}
      detail={standingText(props.person)}
      onClick={isSelf() ? undefined : props.onChoose}
    />
  );
}
