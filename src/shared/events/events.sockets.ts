import type { AccountId, EventId } from '../core/ids.ts';

export interface PresenceChange {
  accountId: AccountId;
  isHere: boolean;
}

export interface EventAnnouncements {
  /** Name, place, days or link were changed: whoever shows the event asks for it again. */
  'event:changed': { eventId: EventId };
  /** Someone joined or left; `participantsCount` is the count afterwards. */
  'event:attendance-changed': { eventId: EventId; accountId: AccountId; attending: boolean; participantsCount: number };
  /**
   * Who came or went, each told to those who share an event or a match with that person, to no one else. Null: more than
   * can be named, and whoever shows people asks for them.
   */
  'presence:changed': { changes: PresenceChange[] | null };
}
