export const eventLimits = { name: 255, location: 255, description: 4000 };

/** Where an event stands on the calendar day `today`; all three are ISO dates, which sort as text. */
export function eventPhase(event: { startDate: string; endDate: string }, today: string): 'now' | 'coming' | 'past' {
  if (event.endDate < today) return 'past';
  return event.startDate > today ? 'coming' : 'now';
}
