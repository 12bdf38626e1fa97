import { useSearchParams } from '@solidjs/router';
import CalendarDays from 'lucide-solid/icons/calendar-days';
import CalendarPlus from 'lucide-solid/icons/calendar-plus';
import { For, type JSX, Show, Switch, Match as When } from 'solid-js';
import { dataOf } from '../core/dataOf.ts';
import { InstallHint } from '../shell/InstallHint.tsx';
import { createLeadOn } from '../shell/leadOn.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { ShowMore } from '../shell/ShowMore.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { EventRow } from './EventRow.tsx';
import { followEventNews } from './eventNews.ts';
import { createEventList, createToday, type When as Whenever } from './eventQueries.ts';

const views: readonly { value: Whenever; label: string }[] = [
  { value: 'now', label: 'Now' },
  { value: 'coming', label: 'Coming' },
  { value: 'past', label: 'Past' },
  { value: 'mine', label: 'Mine' },
];

/** The events that one can be at: those that run now, those to come, those that were. */
export default function EventsScreen() {
  followEventNews();
  const [search, setSearch] = useSearchParams();
  const leadOn = createLeadOn();
  const today = createToday();
  const when = (): Whenever => views.find(({ value }) => value === search.when)?.value ?? 'now';
  const list = createEventList(when, today);
  const events = () => dataOf(list)?.pages.flatMap((page) => page.events);
  // Only where there is nothing to choose between is joining the one next thing.
  const isLit = () => when() === 'now' && events()?.length === 1;

  return (
    <>
      <PageHeader
        title="Events"
        actions={
          <LinkButton href="/events/new" icon={CalendarPlus} look="bare" class="px-3!">
            New
          </LinkButton>
        }
      />
      <div class="page-width pb-10">
        <SegmentedControl
          label="Which events"
          options={views}
          value={when()}
          onChange={(value) => setSearch({ when: value === 'now' ? null : value }, { replace: true })}
        />
        <section aria-label={views.find(({ value }) => value === when())?.label} class="mt-4">
          <Switch fallback={<SkeletonRows label="Events are on their way" />}>
            <When when={events()?.length === 0}>
              <NoEvents when={when()} />
            </When>
            <When when={events()}>
              {(all) => (
                <ul class="-mx-3 flex flex-col gap-1">
                  <For each={all()}>
                    {(event) => (
                      <EventRow
                        event={event}
                        today={today()}
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
          {/* What went wrong with one list is not said of another. */}
          <Show when={when()} keyed>
            <ShowMore list={list} class="mt-4" wide />
          </Show>
        </section>
        <div class="mt-8 empty:hidden">
          <InstallHint />
        </div>
      </div>
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
