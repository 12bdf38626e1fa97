import type { Prisma } from '../../generated/prisma/client.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, EventId } from '../../shared/core/ids.ts';
import { calendarDay, type EventPage, type EventQuery } from '../../shared/events/event.ts';
import type { Database } from '../core/database.ts';
import { fromDay, toDay, toSummary, visibleTo, withAttendanceOf } from './eventRows.ts';

interface Order {
  by: 'startDate' | 'endDate';
  direction: 'asc' | 'desc';
  where(today: Date, viewer: AccountId): Prisma.EventWhereInput;
}

// What ends first, begins first, ended last, begins last: each list opens with what is nearest to the viewer.
const orders: Record<EventQuery['when'], Order> = {
  now: {
    by: 'endDate',
    direction: 'asc',
    where: (today, viewer) => ({ AND: [{ startDate: { lte: today }, endDate: { gte: today } }, visibleTo(viewer)] }),
  },
  coming: {
    by: 'startDate',
    direction: 'asc',
    where: (today, viewer) => ({ AND: [{ startDate: { gt: today } }, visibleTo(viewer)] }),
  },
  past: {
    by: 'endDate',
    direction: 'desc',
    where: (today, viewer) => ({ AND: [{ endDate: { lt: today } }, visibleTo(viewer)] }),
  },
  mine: {
    by: 'startDate',
    direction: 'desc',
    where: (_today, viewer) => ({ attendances: { some: { accountId: viewer } } }),
  },
};

/** One page of the events that exist for the viewer; a cursor is the day and id of the last one on the page before. */
export async function listEvents(db: Database, viewer: AccountId, query: EventQuery): Promise<EventPage> {
  const { by, direction, where } = orders[query.when];
  const rows = await db.event.findMany({
    where: { AND: [where(fromDay(query.today), viewer), query.cursor ? after(query.cursor, by, direction) : {}] },
    include: withAttendanceOf(viewer),
    orderBy: [{ [by]: direction }, { id: direction }],
    take: query.limit + 1,
  });
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    events: page.map(toSummary),
    nextCursor: last ? `${toDay(last[by])}_${last.id as EventId}` : null,
  };
}

const CURSOR = /^(\d{4}-\d{2}-\d{2})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function after(cursor: string, by: Order['by'], direction: Order['direction']): Prisma.EventWhereInput {
  const [, day = '', id = ''] = CURSOR.exec(cursor) ?? [];
  if (!calendarDay.safeParse(day).success) throw new DomainError('request.invalid');
  const date = fromDay(day);
  const beyond = direction === 'asc' ? 'gt' : 'lt';
  return { OR: [{ [by]: { [beyond]: date } }, { [by]: date, id: { [beyond]: id } }] };
}
