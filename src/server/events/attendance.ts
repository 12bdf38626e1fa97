import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, EventId } from '../../shared/core/ids.ts';
import { batched } from '../core/batched.ts';
import { type Database, isGone } from '../core/database.ts';
import { groupedBy } from '../core/groupedBy.ts';

/**
 * Membership and its count change in one statement each, so that `participantsCount` is the number of attendances
 * whatever runs at the same time: an insert or delete that does nothing counts nothing.
 */

/** The count afterwards, or null when the account attended already. */
export async function addAttendance(db: Database, eventId: EventId, account: AccountId): Promise<number | null> {
  const adding = db.$queryRaw<{ count: number }[]>`
    WITH added AS (
      INSERT INTO attendances (event_id, user_id) VALUES (${eventId}::uuid, ${account}::uuid)
      ON CONFLICT DO NOTHING RETURNING event_id
    )
    UPDATE events SET participants_count = participants_count + 1 FROM added WHERE events.id = added.event_id
    RETURNING participants_count AS count`;
  const rows = await adding.catch((error: unknown) => {
    throw isGone(error) ? new DomainError('events.not_found', { cause: error }) : error;
  });
  return rows[0]?.count ?? null;
}

/** The count afterwards, or null when the account did not attend. An organiser stays. */
export async function removeAttendance(db: Database, eventId: EventId, account: AccountId): Promise<number | null> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    WITH removed AS (
      DELETE FROM attendances WHERE event_id = ${eventId}::uuid AND user_id = ${account}::uuid AND NOT organiser
      RETURNING event_id
    )
    UPDATE events SET participants_count = participants_count - 1 FROM removed WHERE events.id = removed.event_id
    RETURNING participants_count AS count`;
  if (!rows[0] && (await isOrganiser(db, eventId, account))) throw new DomainError('events.organiser_cannot_leave');
  return rows[0]?.count ?? null;
}

async function isOrganiser(db: Database, eventId: EventId, accountId: AccountId): Promise<boolean> {
  return (await db.attendance.count({ where: { eventId, accountId, organiser: true } })) > 0;
}

export async function isAttending(db: Database, eventId: EventId, accountId: AccountId): Promise<boolean> {
  return (await db.attendance.count({ where: { eventId, accountId } })) > 0;
}

/** The events that an account attends; sockets that open at the same time ask together. */
export function makeAttendedEventIds(db: Database): (account: AccountId) => Promise<EventId[]> {
  const attendancesOf = batched(async (accounts: AccountId[]) => {
    const rows = await db.attendance.findMany({
      where: { accountId: { in: accounts } },
      select: { accountId: true, eventId: true },
    });
    return groupedBy(rows, ({ accountId }) => accountId as AccountId);
  });
  return async (account) => ((await attendancesOf(account)) ?? []).map(({ eventId }) => eventId as EventId);
}

/** Whether there is an event that both attend. */
export async function shareEvent(db: Database, one: AccountId, other: AccountId): Promise<boolean> {
  const shared = await db.attendance.findFirst({
    where: { accountId: one, event: { attendances: { some: { accountId: other } } } },
    select: { eventId: true },
  });
  return shared !== null;
}
