import type { EventId } from '../../shared/core/ids.ts';
import type { EventDetail } from '../../shared/events/event.ts';
import { api } from '../core/api.ts';
import { toAppError } from '../core/appError.ts';
import { askAgain, noteNews } from '../core/askAgain.ts';
import { queryClient } from '../core/queryClient.ts';
import { dropEventEdit } from './eventDraft.ts';
import { asChange, asNew, type EventFields, isSaidBy } from './eventFields.ts';
import { eventKeys } from './eventQueries.ts';

// Each answer is the event as it is now: it is shown at once, and the lists are asked again.
function keep(event: EventDetail): EventDetail {
  noteNews(eventKeys.detail(event.id), event);
  askAgain(eventKeys.lists);
  return event;
}

export const joinEvent = async (eventId: EventId) => keep(await api.events.join.mutate({ eventId }));
export const joinByCode = async (code: string) => keep(await api.events.joinByCode.mutate({ code }));

/**
 * Makes an event. Sent again after a lost answer, it may be there already as it was sent first, and is answered so: what
 * was put right since is then changed.
 */
export async function makeEvent(eventId: EventId, fields: EventFields): Promise<void> {
  const made = keep(await api.events.create.mutate({ eventId, ...asNew(fields) }));
  if (!isSaidBy(made, fields)) await changeEvent(eventId, fields);
}

/** What became of an event that was sent before: it is there as these fields say, or as another by now, or it never came. */
export async function whatBecame(eventId: EventId, fields: EventFields): Promise<'made' | 'other' | 'nothing'> {
  const made = await api.events.get.query({ eventId }).catch((error: unknown) => {
    if (toAppError(error).kind === 'not_found') return null;
    throw error;
  });
  if (!made) return 'nothing';
  return isSaidBy(made, fields) ? 'made' : 'other';
}

export const changeEvent = async (eventId: EventId, fields: EventFields) =>
  keep(await api.events.update.mutate({ eventId, ...asChange(fields) }));
export const renewLink = async (eventId: EventId) => keep(await api.events.newCode.mutate({ eventId }));

export const removeEvent = (eventId: EventId) => api.events.remove.mutate({ eventId });

export const leaveEvent = (eventId: EventId) => api.events.leave.mutate({ eventId });

/** After leaving: what only attendees may see is not kept. */
export function forgetAttendance(eventId: EventId): void {
  queryClient.removeQueries({ queryKey: eventKeys.people(eventId) });
  queryClient.setQueryData<EventDetail>(
    eventKeys.detail(eventId),
    (event) => event && { ...event, attending: false, isOrganiser: false, code: null, conversationId: null },
  );
  askAgain(eventKeys.lists);
}

/** After deleting: nothing of it is kept. */
export function forgetEvent(eventId: EventId): void {
  dropEventEdit(eventId);
  queryClient.removeQueries({ queryKey: eventKeys.people(eventId) });
  queryClient.removeQueries({ queryKey: eventKeys.detail(eventId) });
  askAgain(eventKeys.lists);
  // Its chat is gone with it.
  askAgain(['conversations']);
}
