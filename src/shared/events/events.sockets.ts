import type { AccountId, EventId } from '../core/ids.ts';

export interface EventAnnouncements {
  /** Name, place, days or link were changed: whoever shows the event asks for it again. */
  'event:changed': { eventId: EventId };
  /** Someone joined or left; `participantsCount` is the count afterwards. */
  'event:attendance-changed': { eventId: EventId; accountId: AccountId; attending: boolean; participantsCount: number };
  /** Told to those who share an event or a match with that person, to no one else. */
  'presence:changed': { accountId: AccountId; isHere: boolean };
}
