/** Limits that forms show and the server enforces. No schema here: the browser's first load stays small. */
export const eventLimits = { name: 255, location: 255, description: 4000, worldsdcId: 100 };
export const attendeePageSize = 50;
export const calendarBounds = { first: '1970-01-01', last: '2199-12-31' };

export type EventPhase = 'now' | 'coming' | 'past';

/** Where an event stands on the calendar day `today`; all three are ISO dates, which sort as text. */
export function eventPhase(event: { startDate: string; endDate: string }, today: string): EventPhase {
  if (event.endDate < today) return 'past';
  return event.startDate > today ? 'coming' : 'now';
}
