import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, EventId } from '../../shared/core/ids.ts';
import type { AttendeePage, AttendeeQuery } from '../../shared/events/event.ts';
import type { MatchSummary } from '../../shared/matches/match.ts';
import { personColumns, toPerson } from '../accounts/person.ts';
import { batched } from '../core/batched.ts';
import type { Database } from '../core/database.ts';
import { groupedBy } from '../core/groupedBy.ts';

export interface AttendeeParts {
  db: Database;
  hereAmong(accounts: readonly AccountId[]): Promise<Set<AccountId>>;
  /** How the viewer and each of these people stand at this event; who is missing has nothing with the viewer. */
  matchesBetween(viewer: AccountId, others: AccountId[], eventId: EventId): Promise<Map<AccountId, MatchSummary>>;
}

/** An event's people in the order of their pages: those who are here now first, each part by name. */
interface Order {
  places: { id: AccountId; place: string }[];
  here: Set<AccountId>;
}

/** Pages of an event's people. */
export function makeAttendeeList({ db, hereAmong, matchesBetween }: AttendeeParts) {
  // Presence is not in the database, so the order is made here, from two short columns of everyone. When a hall full of
  // people looks at once, that is done once for those who ask meanwhile.
  const orderOf = batched(async (eventIds: EventId[]) => {
    const rows = await db.attendance.findMany({
      where: { eventId: { in: eventIds } },
      select: { eventId: true, accountId: true, account: { select: { usernameKey: true } } },
    });
    const here = await hereAmong([...new Set(rows.map((row) => row.accountId as AccountId))]);
    const orders = new Map<EventId, Order>();
    for (const [eventId, people] of groupedBy(rows, (row) => row.eventId as EventId)) {
      const places = people.map(({ accountId, account }) => {
        const id = accountId as AccountId;
        return { id, place: `${here.has(id) ? 'here' : 'later'}:${account.usernameKey}` };
      });
      places.sort((one, other) => compare(one.place, other.place));
      orders.set(eventId, { places, here: new Set(places.map(({ id }) => id).filter((id) => here.has(id))) });
    }
    return orders;
  });

  async function describe(eventId: EventId, viewer: AccountId, ids: AccountId[], here: Set<AccountId>) {
    const others = ids.filter((id) => id !== viewer);
    const [rows, matches] = await Promise.all([
      db.attendance.findMany({
        where: { eventId, accountId: { in: ids } },
        select: { organiser: true, account: { select: personColumns } },
      }),
      matchesBetween(viewer, others, eventId),
    ]);
    const byId = new Map(rows.map((row) => [row.account.id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      if (!row) return [];
      const match = matches.get(id) ?? null;
      return [{ ...toPerson(row.account), isHere: here.has(id), isOrganiser: row.organiser, match }];
    });
  }

  return async (viewer: AccountId, { eventId, cursor, limit }: AttendeeQuery): Promise<AttendeePage> => {
    const after = cursor && checked(cursor);
    const { places, here }: Order = (await orderOf(eventId)) ?? { places: [], here: new Set() };
    const start = after ? places.findIndex(({ place }) => compare(place, after) > 0) : 0;
    const page = start < 0 ? [] : places.slice(start, start + limit);
    const hasMore = start >= 0 && start + limit < places.length;
    const ids = page.map(({ id }) => id);
    return {
      attendees: await describe(eventId, viewer, ids, here),
      hereCount: here.size,
      nextCursor: hasMore ? (page.at(-1)?.place ?? null) : null,
    };
  };
}

// By code unit: the database's collation need not be ours, and pages must not overlap.
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function checked(cursor: string): string {
  if (!/^(?:here|later):/.test(cursor)) throw new DomainError('request.invalid');
  return cursor;
}
