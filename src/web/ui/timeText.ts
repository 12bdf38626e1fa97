// The words of the app are English; the order of day and month is the reader's own where their browser says so.
const locale = globalThis.navigator?.languages?.find((tag) => tag.startsWith('en')) ?? 'en-GB';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const clockFormat = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const weekdayFormat = new Intl.DateTimeFormat(locale, { weekday: 'long' });
const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const yearFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const fullFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });

/** "14:05". */
export const clockText = (at: Date): string => clockFormat.format(at);

/** The whole of it, for those who ask: "Saturday 21 November 2026 at 14:05". */
export const fullText = (at: Date): string => fullFormat.format(at);

/** As a day separator says it: "Today", "Yesterday", "Tuesday", "3 May", "3 May 2024". */
export function dayText(at: Date, now: Date): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / day);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days === -1) return 'Tomorrow';
  if (days > 1 && days < 7) return weekdayFormat.format(at);
  return (at.getFullYear() === now.getFullYear() ? dayFormat : yearFormat).format(at);
}

/** A day within a sentence: "today", "tomorrow", "Tuesday", "3 May". */
export function dayInText(at: Date, now: Date): string {
  const day = dayText(at, now);
  return /^(Today|Tomorrow|Yesterday)$/.test(day) ? day.toLowerCase() : day;
}

/** A moment within a sentence: "14:05", "tomorrow 14:05", "3 May 14:05". */
export function momentText(at: Date, now: Date): string {
  const day = dayInText(at, now);
  return day === 'today' ? clockText(at) : `${day} ${clockText(at)}`;
}

/** How long ago or how soon: "now", "5 min ago", "in 2 h", "Yesterday", "3 May". */
export function relativeText(at: Date, now: Date): string {
  const distance = at.getTime() - now.getTime();
  const size = Math.abs(distance);
  if (size < minute) return 'now';
  if (size >= day || (size >= 6 * hour && startOfDay(at) !== startOfDay(now))) return dayText(at, now);
  const amount = size < hour ? `${Math.floor(size / minute)} min` : `${Math.floor(size / hour)} h`;
  return distance < 0 ? `${amount} ago` : `in ${amount}`;
}

// Rounded by the caller: days with a change of clocks have 23 or 25 hours.
const startOfDay = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
