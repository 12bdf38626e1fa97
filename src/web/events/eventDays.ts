import { eventPhase } from '../../shared/events/eventRules.ts';

/** Days travel as ISO text and belong to no time zone; UTC is only where they are unfolded. */
const unfold = (day: string): Date => new Date(`${day}T00:00:00Z`);
const DAY_MS = 24 * 3600_000;
const distance = (from: string, to: string): number => (unfold(to).getTime() - unfold(from).getTime()) / DAY_MS;

// The app speaks English; which order day and month come in is the reader's own habit.
const locale = (languages: readonly string[]): string => languages.find((tag) => /^en\b/i.test(tag)) ?? 'en-GB';
const own = locale(typeof navigator === 'undefined' ? [] : navigator.languages);

/** The calendar day where this device is. */
export function todayHere(now = new Date()): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export interface Days {
  startDate: string;
  endDate: string;
}

/** An event's days as one would say them today: "Today", "Until Sunday", "Sat 21 Nov", "Sat 21 – Mon 23 Nov". */
export function daysText(event: Days, today: string, language = own): string {
  const { startDate, endDate } = event;
  if (startDate === endDate) return dayText(startDate, today, language);
  if (eventPhase(event, today) !== 'now') return rangeText(event, today, language);
  const left = distance(today, endDate);
  if (left === 0) return 'Last day today';
  if (left === 1) return 'Until tomorrow';
  return `Until ${left < 7 ? weekday(endDate, language) : dayText(endDate, today, language)}`;
}

function dayText(day: string, today: string, language: string): string {
  const ahead = distance(today, day);
  if (ahead === 0) return 'Today';
  if (ahead === 1) return 'Tomorrow';
  return ahead === -1 ? 'Yesterday' : formatOf(day.slice(0, 4) !== today.slice(0, 4), language).format(unfold(day));
}

function rangeText({ startDate, endDate }: Days, today: string, language: string): string {
  const isOtherYear = startDate.slice(0, 4) !== today.slice(0, 4) || endDate.slice(0, 4) !== today.slice(0, 4);
  // The thin spaces that some browsers put around the dash break the line in odd places.
  return formatOf(isOtherYear, language)
    .formatRange(unfold(startDate), unfold(endDate))
    .replace(/\s*–\s*/, ' – ');
}

const formatOf = (withYear: boolean, language: string) =>
  new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
    ...(withYear ? { year: 'numeric' } : {}),
  });

const weekday = (day: string, language: string): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(unfold(day));

/** A day as a leaf of a calendar: what stands above the figure, the figure, what stands below. */
export function calendarLeaf(day: string, language = own): { weekday: string; day: string; month: string } {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(unfold(day));
  return {
    weekday: part({ weekday: 'short' }),
    day: String(unfold(day).getUTCDate()),
    month: part({ month: 'short' }),
  };
}
