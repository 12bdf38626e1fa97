import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, ConversationId, EventId } from '../../shared/core/ids.ts';
import type {
  AttendeePage,
  AttendeeQuery,
  EventChange,
  EventDetail,
  EventInvitation,
  EventPage,
  EventQuery,
  NewEvent,
} from '../../shared/events/event.ts';
import { isGone, isTaken } from '../core/database.ts';
import type { AnswerCache, Fanout, Topic } from '../core/ports.ts';
import { addAttendance, isAttending, makeAttendedEventIds, removeAttendance, shareEvent } from './attendance.ts';
import { type AttendeeParts, makeAttendeeList } from './attendees.ts';
import { makeEventCode } from './eventCode.ts';
import { listEvents } from './eventList.ts';
import { fromDay, toDay, toDetail, visibleTo, withAttendanceOf } from './eventRows.ts';

export interface EventsParts extends AttendeeParts {
  fanout: Fanout;
  cache: AnswerCache;
  /** The event's chat, for one who attends. */
  conversationOf(eventId: EventId, account: AccountId): Promise<ConversationId | null>;
  /** Whether people met here, who have an exchange from it even after they left. */
  hasMatches(eventId: EventId): Promise<boolean>;
}

/** What other rooms do when someone joined or left. Must bear being told the same twice: a retry mends what failed. */
export type AttendanceListener = (change: {
  eventId: EventId;
  accountId: AccountId;
  attending: boolean;
}) => Promise<void>;

/** Events: gatherings that people join. An unlisted event exists only for those who attend it or hold its link. */
export function createEventsService(parts: EventsParts) {
  const { db, fanout, cache, conversationOf, hasMatches } = parts;
  const listAttendees = makeAttendeeList(parts);
  const listeners: AttendanceListener[] = [];

  const look = (id: EventId, viewer: AccountId) =>
    db.event.findFirst({ where: { AND: [{ id }, visibleTo(viewer)] }, include: withAttendanceOf(viewer) });

  async function find(id: EventId, viewer: AccountId) {
    const row = await look(id, viewer);
    if (!row) throw new DomainError('events.not_found');
    return row;
  }

  async function findAsOrganiser(id: EventId, viewer: AccountId) {
    const row = await find(id, viewer);
    if (!row.attendances[0]?.organiser) throw new DomainError('events.not_organiser');
    return row;
  }

  async function get(id: EventId, viewer: AccountId): Promise<EventDetail> {
    const row = await find(id, viewer);
    return toDetail(row, row.attendances[0] ? await conversationOf(id, viewer) : null);
  }

  // Listeners hear of every join, also of one that changed nothing, so that sending it again completes it.
  async function admit(eventId: EventId, accountId: AccountId): Promise<EventDetail> {
    const count = await addAttendance(db, eventId, accountId);
    await cache.changed('events');
    for (const tell of listeners) await tell({ eventId, accountId, attending: true });
    fanout.subscribe(accountId, `event:${eventId}`);
    if (count !== null) announceAttendance(eventId, accountId, true, count);
    return get(eventId, accountId);
  }

  function announceAttendance(eventId: EventId, accountId: AccountId, attending: boolean, participantsCount: number) {
    const to: Topic[] = [`event:${eventId}`, `account:${accountId}`];
    fanout.announce('event:attendance-changed', to, { eventId, accountId, attending, participantsCount });
  }

  return {
    get,

    /** Makes an event that its maker attends and organises. The same command sent again answers with the same event. */
    async create(event: NewEvent, by: AccountId): Promise<EventDetail> {
      try {
        await db.event.create({
          data: {
            id: event.eventId,
            code: makeEventCode(),
            createdById: by,
            participantsCount: 1,
            attendances: { create: { accountId: by, organiser: true } },
            ...toColumns(event),
          },
        });
      } catch (error) {
        if (!isTaken(error)) throw error;
        const isOurs = await db.event.count({ where: { id: event.eventId, createdById: by } });
        if (isOurs === 0) throw await whatIsTaken(event, error);
      }
      return admit(event.eventId, by);
    },

    /** Only beginnings of lists are kept: they are what everyone asks for, and again whenever a connection is back. */
    list(query: EventQuery, viewer: AccountId): Promise<EventPage> {
      const { when, today, limit, cursor } = query;
      const list = () => listEvents(db, viewer, query);
      return cursor ? list() : cache.answer('events', `${viewer} ${when} ${today} ${limit}`, list);
    },

    /** Joins an event that the viewer can see; joining twice is joining once. */
    async join(id: EventId, by: AccountId): Promise<EventDetail> {
      await find(id, by);
      return admit(id, by);
    },

    /** Joins by link, also an unlisted event. */
    async joinByCode(code: string, by: AccountId): Promise<EventDetail> {
      const row = await db.event.findUnique({ where: { code }, select: { id: true } });
      if (!row) throw new DomainError('events.not_found');
      return admit(row.id as EventId, by);
    },

    /** What a join link leads to, for whoever holds it. */
    async peek(code: string, viewer: AccountId | null): Promise<EventInvitation> {
      const row = await db.event.findUnique({ where: { code } });
      if (!row) throw new DomainError('events.not_found');
      const attends = viewer !== null && (await isAttending(db, row.id as EventId, viewer));
      return {
        name: row.name,
        location: row.location,
        startDate: toDay(row.startDate),
        endDate: toDay(row.endDate),
        attendedEventId: attends ? (row.id as EventId) : null,
      };
    },

    /** Leaves an event; leaving one that was left already does nothing. An organiser stays. */
    async leave(eventId: EventId, accountId: AccountId): Promise<void> {
      const count = await removeAttendance(db, eventId, accountId);
      await cache.changed('events');
      for (const tell of listeners) await tell({ eventId, accountId, attending: false });
      if (count !== null) announceAttendance(eventId, accountId, false, count);
      fanout.unsubscribe(accountId, `event:${eventId}`);
    },

    /** The people of an event, for those who are among them. */
    async attendees(query: AttendeeQuery, viewer: AccountId): Promise<AttendeePage> {
      const row = await find(query.eventId, viewer);
      if (!row.attendances[0]) throw new DomainError('events.not_attending');
      return listAttendees(viewer, query);
    },

    /** The organiser changes what the event is called, where and when it is, and who finds it. */
    async update(change: EventChange, by: AccountId): Promise<EventDetail> {
      await findAsOrganiser(change.eventId, by);
      try {
        await db.event.update({ where: { id: change.eventId }, data: toColumns(change) });
      } catch (error) {
        throw isTaken(error) ? new DomainError('events.worldsdc_id_taken', { cause: error }) : notFoundIfGone(error);
      }
      await cache.changed('events');
      fanout.announce('event:changed', `event:${change.eventId}`, { eventId: change.eventId });
      return get(change.eventId, by);
    },

    /** The organiser makes a new link; the old one leads nowhere from now on. Who has joined stays. */
    async newCode(eventId: EventId, by: AccountId): Promise<EventDetail> {
      await findAsOrganiser(eventId, by);
      await db.event.update({ where: { id: eventId }, data: { code: makeEventCode() } }).catch((error: unknown) => {
        throw notFoundIfGone(error);
      });
      fanout.announce('event:changed', `event:${eventId}`, { eventId });
      return get(eventId, by);
    },

    /** The organiser takes back an event that nobody else has anything from; deleting it twice is deleting it once. */
    async remove(eventId: EventId, by: AccountId): Promise<void> {
      const row = await look(eventId, by);
      // Gone already, or never theirs to see: the same answer, which tells nothing.
      if (!row) return;
      if (!row.attendances[0]?.organiser) throw new DomainError('events.not_organiser');
      if (await hasMatches(eventId)) throw new DomainError('events.others_take_part');
      // Guarded by the count: someone may join at this moment.
      const { count } = await db.event.deleteMany({ where: { id: eventId, participantsCount: 1 } });
      if (count === 0) throw new DomainError('events.others_take_part');
      await cache.changed('events');
      announceAttendance(eventId, by, false, 0);
      fanout.unsubscribe(by, `event:${eventId}`);
    },

    onAttendanceChanged: (listener: AttendanceListener): void => void listeners.push(listener),
    isAttending: (eventId: EventId, account: AccountId) => isAttending(db, eventId, account),
    attendedEventIds: makeAttendedEventIds(db),
    shareEvent: (one: AccountId, other: AccountId) => shareEvent(db, one, other),

    /** What events are called, for rooms that name them; who may know is theirs to decide. */
    async namesOf(ids: readonly EventId[]): Promise<Map<EventId, string>> {
      const rows = await db.event.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
      return new Map(rows.map(({ id, name }) => [id as EventId, name]));
    },
  };

  // An id that someone else used first is answered as if there were nothing: there is nothing for this account.
  async function whatIsTaken(event: NewEvent, cause: unknown): Promise<DomainError> {
    const isNumberTaken =
      event.worldsdcId !== undefined && (await db.event.count({ where: { worldsdcId: event.worldsdcId } })) > 0;
    return new DomainError(isNumberTaken ? 'events.worldsdc_id_taken' : 'events.not_found', { cause });
  }
}

/** The event may have been taken back since it was looked at. */
const notFoundIfGone = (error: unknown) =>
  isGone(error) ? new DomainError('events.not_found', { cause: error }) : error;

function toColumns(event: NewEvent | EventChange) {
  if (event.endDate < event.startDate) throw new DomainError('events.ends_before_start');
  return {
    name: event.name,
    location: event.location,
    startDate: fromDay(event.startDate),
    endDate: fromDay(event.endDate),
    description: event.description || null,
    worldsdcId: event.worldsdcId ?? null,
    listed: event.listed,
  };
}

export type EventsService = ReturnType<typeof createEventsService>;
