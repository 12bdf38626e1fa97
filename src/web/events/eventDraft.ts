import type { EventId } from '../../shared/core/ids.ts';
import { type EventFields, emptyFields } from './eventFields.ts';

/** A new event that is being written. It has its id from when it was first sent, so that sending it again makes no second one. */
export interface EventDraft {
  eventId: EventId | null;
  fields: EventFields;
}

const KEY = 'spotlight:new-event';

/** What was written in this browser, over reloads, until it is made; logging out forgets it. */
export function readEventDraft(today: string): EventDraft {
  const fresh = emptyFields(today);
  try {
    const { eventId = null, fields } = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return { eventId, fields: { ...fresh, ...fields } };
  } catch {
    return { eventId: null, fields: fresh };
  }
}

export const isBegun = ({ name, location, description, worldsdcId }: EventFields): boolean =>
  [name, location, description, worldsdcId].some((text) => text.trim());

export function keepEventDraft(draft: EventDraft): void {
  try {
    if (isBegun(draft.fields)) localStorage.setItem(KEY, JSON.stringify(draft));
    else localStorage.removeItem(KEY);
  } catch {
    // No room is left for it: it stays on the screen.
  }
}

/** This event is made; what another tab has begun meanwhile stays. */
export function dropEventDraft(eventId: EventId): void {
  if (readEventDraft('').eventId === eventId) localStorage.removeItem(KEY);
}
