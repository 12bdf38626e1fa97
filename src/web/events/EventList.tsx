import CalendarDays from 'lucide-solid/icons/calendar-days';
import CalendarPlus from 'lucide-solid/icons/calendar-plus';
import { For, type JSX, Switch, Match as When } from 'solid-js';
import { dataOf } from '../core/dataOf.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { ShowMore } from '../shell/ShowMore.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { EventRow } from './EventRow.tsx';
import { createEventList, type When as Whenever } from './eventQueries.ts';

/** One view of the events: what it holds, or what it is for. */
export function EventList(props: { when: Whenever; today: string }) {
  const leadOn = createLeadOn();
  const list = createEventList(props.when, () => props.today);
  const events = () => dataOf(list)?.pages.flatMap((page) => page.events);
  // Only where there is nothing to choose between is joining the one next thing.
  const isLit = () => props.when === 'now' && events()?.length === 1;

  return (
    <>
      <Switch fallback={<SkeletonRows label="Events are on their way" />}>
        <When when={events()?.length === 0}>
          <NoEvents when={props.when} />
        </When>
        <When when={events()}>
          {(all) => (
            <ul class="-mx-3 flex flex-col gap-1">
              <For each={all()}>
                {(event) => (
                  <EventRow
                    event={event}
                    today={props.today}
                    isLit={isLit()}
                    onJoined={({ id }) => leadOn(`/events/${id}`)}
                  />
                )}
              </For>
            </ul>
          )}
        </When>
        <When when={list.isError}>
          <QueryNotLoaded query={list} />
        </When>
      </Switch>
      <ShowMore list={list} class="mt-4" wide />
    </>
  );
}

const emptiness: Record<Whenever, { title: string; text: string }> = {
  now: {
    title: 'Nothing on today',
    text: 'Events that run today appear here. Got a link or a QR code? Open it to join.',
  },
  coming: { title: 'Nothing planned yet', text: 'Events to come appear here as soon as someone makes one.' },
  past: { title: 'No past events', text: 'What has ended stays here, with its people and its chat.' },
  mine: {
    title: 'You joined no event yet',
    text: 'Events you join appear here. Open a link, scan a code, or choose one that is on now.',
  },
};

function NoEvents(props: { when: Whenever }): JSX.Element {
  return (
    <EmptyState
      icon={CalendarDays}
      title={emptiness[props.when].title}
      action={
        <Switch>
          <When when={props.when === 'mine'}>
            <LinkButton href="/events" look="lit">
              See what is on now
            </LinkButton>
          </When>
          <When when={props.when !== 'past'}>
            <LinkButton href="/events/new" look="lit" icon={CalendarPlus}>
              Make an event
            </LinkButton>
          </When>
        </Switch>
      }
    >
      {emptiness[props.when].text}
    </EmptyState>
  );
}
