import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, EventId } from '../../shared/core/ids.ts';
import type { AttendeePage, AttendeeQuery } from '../../shared/events/event.ts';
import type { MatchSummary } from '../../shared/matches/match.ts';
import { personColumns, toPerson } from '../accounts/person.ts';
import type { Database } from '../core/database.ts';

export interface AttendeeParts {
  db: Database;
  hereAmong(accounts: readonly AccountId[]): Promise<Set<AccountId>>;
  /** How the viewer and each of these people stand at this event; who is missing has nothing with the viewer. */
  matchesBetween(viewer: AccountId, others: AccountId[], eventId: EventId): Promise<Map<AccountId, MatchSummary>>;
}

/** One page of an event's people: those who are here now first, each part by name. */
export async function listAttendees(
  { db, hereAmong, matchesBetween }: AttendeeParts,
  viewer: AccountId,
  { eventId, cursor, limit }: AttendeeQuery,
): Promise<AttendeePage> {
  // Presence is not in the database, so the order is made here, from two short columns of everyone.
  const everyone = await db.attendance.findMany({
    where: { eventId },
    select: { accountId: true, account: { select: { usernameKey: true } } },
  });
  const here = await hereAmong(everyone.map((row) => row.accountId as AccountId));
  const places = everyone
    .map((row) => ({ id: row.accountId as AccountId, name: row.account.usernameKey }))
    .map(({ id, name }) => ({ id, place: `${here.has(id) ? 'here' : 'later'}:${name}` }))
    .sort((a, b) => compare(a.place, b.place));

  const start = cursor ? places.findIndex(({ place }) => compare(place, checked(cursor)) > 0) : 0;
  const page = start < 0 ? [] : places.slice(start, start + limit);
  const hasMore = start >= 0 && start + limit < places.length;
  return {
    attendees: await describe(page.map(({ id }) => id)),
    hereCount: here.size,
    nextCursor: hasMore ? (page.at(-1)?.place ?? null) : null,
  };

  async function describe(ids: AccountId[]): Promise<AttendeePage['attendees']> {
    const [rows, matches] = await Promise.all([
      db.attendance.findMany({
        where: { eventId, accountId: { in: ids } },
        select: { organiser: true, account: { select: personColumns } },
      }),
      matchesBetween(
        viewer,
        ids.filter((id) => id !== viewer),
        eventId,
      ),
    ]);
    const byId = new Map(rows.map((row) => [row.account.id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      if (!row) return [];
      const match = matches.get(id) ?? null;
      return [{ ...toPerson(row.account), isHere: here.has(id), isOrganiser: row.organiser, match }];
    });
  }
}

// By code unit: the database's collation need not be ours, and pages must not overlap.
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function checked(cursor: string): string {
  if (!/^(?:here|later):/.test(cursor)) throw new DomainError('request.invalid');
  return cursor;
}
