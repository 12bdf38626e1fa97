import type { Prisma } from '../../generated/prisma/client.ts';
import type { Person } from '../../shared/accounts/account.ts';
import type { ConversationSummary, Message } from '../../shared/conversations/conversation.ts';
import type { AccountId, ConversationId, EventId, MatchId } from '../../shared/core/ids.ts';
import { personColumns, toPerson } from '../accounts/person.ts';
import type { Database } from '../core/database.ts';

/** Reads a conversation as one of its members sees it. */
export const conversationColumns = (viewer: AccountId) =>
  ({
    id: true,
    kind: true,
    eventId: true,
    lastSeq: true,
    createdAt: true,
    event: { select: { name: true } },
    match: { select: { id: true } },
    members: { where: { accountId: viewer }, select: { lastReadSeq: true } },
  }) satisfies Prisma.ConversationSelect;

type Row = Prisma.ConversationGetPayload<{ select: ReturnType<typeof conversationColumns> }>;

/** Who else is in these chats of two, by conversation. */
export async function findPartners(
  db: Database,
  ids: ConversationId[],
  viewer: AccountId,
): Promise<Map<string, Person>> {
  const rows = await db.member.findMany({
    where: { conversationId: { in: ids }, accountId: { not: viewer } },
    select: { conversationId: true, account: { select: personColumns } },
  });
  return new Map(rows.map((row) => [row.conversationId, toPerson(row.account)]));
}

export function toSummary(row: Row, partner: Person | null, lastMessage: Message | null): ConversationSummary {
  return {
    id: row.id as ConversationId,
    kind: row.kind as ConversationSummary['kind'],
    eventId: row.eventId as EventId | null,
    matchId: (row.match?.id ?? null) as MatchId | null,
    title: row.event?.name ?? partner?.username ?? '',
    partner,
    lastSeq: row.lastSeq,
    lastReadSeq: row.members[0]?.lastReadSeq ?? row.lastSeq,
    lastMessage,
    activeAt: lastMessage?.createdAt ?? row.createdAt.toISOString(),
  };
}
