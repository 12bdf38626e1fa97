import { uuidv7 } from 'uuidv7';
import type { Prisma } from '../../generated/prisma/client.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, ConversationId, EventId } from '../../shared/core/ids.ts';
import { batched } from '../core/batched.ts';
import type { Database } from '../core/database.ts';
import { groupedBy } from '../core/groupedBy.ts';
import type { Clock } from '../core/ports.ts';

export interface MembershipParts {
  db: Database;
  clock: Clock;
  isAttending(eventId: EventId, account: AccountId): Promise<boolean>;
  attendedEventIds(account: AccountId): Promise<EventId[]>;
}

/** A client, or the transaction that another room has open. */
export type Writer = Pick<Prisma.TransactionClient, 'conversation' | 'member'>;

/**
 * Who is in which conversation. Those of an event's chat are whoever attends it; the member row only keeps how far
 * they have read. A match's chat has the two rows it was opened with.
 */
export function createMembership({ db, clock, isAttending, attendedEventIds }: MembershipParts) {
  // To anyone but its members a conversation does not exist: not_found, never forbidden.
  async function findAsMember(id: ConversationId, account: AccountId) {
    const row = await db.conversation.findUnique({
      where: { id },
      select: {
        eventId: true,
        lastSeq: true,
        members: { where: { accountId: account }, select: { lastReadSeq: true } },
      },
    });
    const isIn = row?.eventId ? await isAttending(row.eventId as EventId, account) : row?.members.length;
    if (!row || !isIn) throw new DomainError('conversations.not_found');
    return row;
  }

  /** The chats of these events, made where they are missing, with this account in each. */
  async function ensureEventChats(eventIds: EventId[], account: AccountId): Promise<Map<EventId, ConversationId>> {
    const held = await findEventChats(eventIds, account);
    if (held.length === eventIds.length && held.every((row) => row.members.length > 0)) return byEvent(held);

    const missing = eventIds.filter((eventId) => !held.some((row) => row.eventId === eventId));
    const createdAt = clock.now();
    // Two attendees may open the chat at once: the second finds the event's one chat.
    await db.conversation.createMany({
      data: missing.map((eventId) => ({ id: uuidv7(), kind: 'event', eventId, createdAt })),
      skipDuplicates: true,
    });
    // Whoever joins a long-running chat has nothing unread in it.
    await db.$executeRaw`
      INSERT INTO members (room_id, user_id, last_read_seq, joined_at)
      SELECT id, ${account}::uuid, last_seq, ${createdAt}::timestamptz
      FROM chat_rooms WHERE event_id = ANY(${eventIds}::uuid[])
      ON CONFLICT DO NOTHING`;
    return byEvent(await findEventChats(eventIds, account));
  }

  // Asked by each socket that opens.
  const membershipsOf = batched(async (accounts: AccountId[]) => {
    const rows = await db.member.findMany({
      where: { accountId: { in: accounts } },
      select: { accountId: true, conversationId: true, conversation: { select: { eventId: true } } },
    });
    return groupedBy(rows, ({ accountId }) => accountId as AccountId);
  });

  const findEventChats = (eventIds: EventId[], account: AccountId) =>
    db.conversation.findMany({
      where: { eventId: { in: eventIds } },
      select: { id: true, eventId: true, members: { where: { accountId: account }, select: { accountId: true } } },
    });

  return {
    findAsMember,
    ensureEventChats,

    /** All conversations of an account: the chats of the events it attends and of its matches. */
    async idsOf(account: AccountId): Promise<ConversationId[]> {
      const [attended, rows] = await Promise.all([attendedEventIds(account), membershipsOf(account)]);
      const held = new Map(rows?.map(({ conversationId, conversation }) => [conversation.eventId, conversationId]));
      const missing = attended.filter((eventId) => !held.has(eventId));
      const made = missing.length > 0 ? await ensureEventChats(missing, account) : new Map<EventId, ConversationId>();
      const eventChats = attended.flatMap((eventId) => held.get(eventId) ?? made.get(eventId) ?? []);
      const others = (rows ?? []).filter(({ conversation }) => conversation.eventId === null);
      return [...eventChats, ...others.map(({ conversationId }) => conversationId)] as ConversationId[];
    },

    /** Opens the chat of two people, in the transaction of whoever joins them. */
    async openForTwo(one: AccountId, other: AccountId, writer: Writer): Promise<ConversationId> {
      const id = uuidv7() as ConversationId;
      const now = clock.now();
      await writer.conversation.create({ data: { id, kind: 'match', createdAt: now } });
      await writer.member.createMany({
        data: [one, other].map((accountId) => ({ conversationId: id, accountId, joinedAt: now })),
      });
      return id;
    },
  };
}

function byEvent(rows: { id: string; eventId: string | null }[]): Map<EventId, ConversationId> {
  return new Map(rows.map((row) => [row.eventId as EventId, row.id as ConversationId]));
}
