import type { Prisma } from '../../generated/prisma/client.ts';
import type { AccountId, ConversationId, EventId } from '../../shared/core/ids.ts';
import type { EventDetail, EventSummary } from '../../shared/events/event.ts';

/** Days are stored as dates and travel as ISO days; no time zone is ever applied to them. */
export const toDay = (date: Date): string => date.toISOString().slice(0, 10);
export const fromDay = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

/** Reads an event together with the viewer's own attendance. */
export const withAttendanceOf = (viewer: AccountId) =>
  ({ attendances: { where: { accountId: viewer }, select: { organiser: true } } }) satisfies Prisma.EventInclude;

export type EventRow = Prisma.EventGetPayload<{ include: ReturnType<typeof withAttendanceOf> }>;

/** Those events that exist for the viewer: the listed ones and the ones they attend. */
export const visibleTo = (viewer: AccountId): Prisma.EventWhereInput => ({
  OR: [{ listed: true }, { attendances: { some: { accountId: viewer } } }],
});

export function toSummary(row: EventRow): EventSummary {
  return {
    id: row.id as EventId,
    name: row.name,
    location: row.location,
    startDate: toDay(row.startDate),
    endDate: toDay(row.endDate),
    participantsCount: row.participantsCount,
    attending: row.attendances.length > 0,
  };
}

/** The event as this viewer may see it: who does not attend gets neither its code nor its chat. */
export function toDetail(row: EventRow, conversationId: ConversationId | null): EventDetail {
  const attendance = row.attendances[0];
  return {
    ...toSummary(row),
    description: row.description,
    worldsdcId: row.worldsdcId,
    listed: row.listed,
    isOrganiser: attendance?.organiser ?? false,
    createdAt: row.createdAt.toISOString(),
    code: attendance ? row.code : null,
    conversationId: attendance ? conversationId : null,
  };
}
