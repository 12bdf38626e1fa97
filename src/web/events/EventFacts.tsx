import CalendarDays from 'lucide-solid/icons/calendar-days';
import MapPin from 'lucide-solid/icons/map-pin';
import Users from 'lucide-solid/icons/users';
import { type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { formatCount } from '../ui/format.ts';
import { type Icon, iconStroke } from '../ui/icon.ts';
import { type Days, daysText } from './eventDays.ts';

/** Days, place and how many people, one line each. */
export function EventFacts(props: { event: Days & { location: string; participantsCount?: number }; today: string }) {
  return (
    <ul class="flex flex-col gap-2">
      <Fact icon={CalendarDays}>{daysText(props.event, props.today)}</Fact>
      <Fact icon={MapPin}>{props.event.location}</Fact>
      <Show when={props.event.participantsCount}>
        {(count) => <Fact icon={Users}>{formatCount(count(), 'person', 'people')}</Fact>}
      </Show>
    </ul>
  );
}

function Fact(props: { icon: Icon; children: JSX.Element }) {
  return (
    <li class="flex items-start gap-3">
      <Dynamic
        component={props.icon}
        size={20}
        strokeWidth={iconStroke}
        aria-hidden="true"
        class="mt-0.5 shrink-0 text-muted"
      />
      <span class="min-w-0">{props.children}</span>
    </li>
  );
}
