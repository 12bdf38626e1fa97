import { useSearchParams } from '@solidjs/router';
import CalendarPlus from 'lucide-solid/icons/calendar-plus';
import { Show } from 'solid-js';
import { InstallHint } from '../shell/InstallHint.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { EventList } from './EventList.tsx';
import { followEventNews } from './eventNews.ts';
import { createToday, type When } from './eventQueries.ts';

const views: readonly { value: When; label: string }[] = [
  { value: 'now', label: 'Now' },
  { value: 'coming', label: 'Coming' },
  { value: 'past', label: 'Past' },
  { value: 'mine', label: 'Mine' },
];

/** The events that one can be at: those that run now, those to come, those that were. */
export default function EventsScreen() {
  followEventNews();
  const [search, setSearch] = useSearchParams();
  const today = createToday();
  const when = (): When => views.find(({ value }) => value === search.when)?.value ?? 'now';

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
          {/* What shows a list writes into what is known of it: one that went on to the next would fill it with the other's. */}
          <Show when={when()} keyed>
            {(view) => <EventList when={view} today={today()} />}
          </Show>
        </section>
        <div class="mt-8 empty:hidden">
          <InstallHint />
        </div>
      </div>
    </>
  );
}
