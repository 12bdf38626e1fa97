import { calendarLeaf } from './eventDays.ts';

/** The first day as a leaf of a calendar; the words beside it say it too. */
export function DayLeaf(props: { day: string }) {
  const leaf = () => calendarLeaf(props.day);
  return (
    <span aria-hidden="true" class="flex min-w-12 shrink-0 flex-col items-center leading-none">
      <span class="text-xs text-muted">{leaf().weekday}</span>
      <span class="figures mt-1 text-2xl">{leaf().day}</span>
      <span class="mt-1 text-xs text-muted">{leaf().month}</span>
    </span>
  );
}
