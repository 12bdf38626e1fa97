import type { EventId } from '../../shared/core/ids.ts';
import { changedNames, type EventFields, emptyFields } from './eventFields.ts';

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

const editKey = (eventId: EventId): string => `spotlight:event-edit:${eventId}`;

/**
 * What was changed of an event in this browser and not saved yet, over reloads, on top of what is saved now: fields that were
 * left alone may have been changed elsewhere since.
 */
export function readEventEdit(eventId: EventId, saved: EventFields): EventFields | null {
  try {
    const fields = { ...saved, ...JSON.parse(localStorage.getItem(editKey(eventId)) ?? '{}') };
    return changedNames(fields, saved).length > 0 ? fields : null;
  } catch {
    return null;
  }
}

/** What is as it is saved is not kept. */
export function keepEventEdit(eventId: EventId, fields: EventFields, saved: EventFields): void {
  const changed = changedNames(fields, saved).map((name) => [name, fields[name]]);
  try {
    if (changed.length === 0) dropEventEdit(eventId);
    else localStorage.setItem(editKey(eventId), JSON.stringify(Object.fromEntries(changed)));
  } catch {
    // No room is left for it: it stays on the screen.
  }
}

/** It is saved, or no longer wanted. */
export const dropEventEdit = (eventId: EventId): void => localStorage.removeItem(editKey(eventId));
