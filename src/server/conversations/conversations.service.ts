import type {
  ConversationSummary,
  Message,
  MessageQuery,
  NewMessage,
} from '../../shared/conversations/conversation.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, ConversationId, EventId } from '../../shared/core/ids.ts';
import { personColumns } from '../accounts/person.ts';
import type { Meters } from '../core/meters.ts';
import type { Fanout, Topic } from '../core/ports.ts';
import { createMembership, type MembershipParts, type Writer } from './membership.ts';
import { createMessages } from './messages.ts';
import { conversationColumns, findPartners, toSummary } from './summaries.ts';

export interface ConversationsParts extends MembershipParts {
  fanout: Fanout;
  meters: Meters;
}

export type ConversationsService = ReturnType<typeof createConversationsService>;

/** Conversations: the chats of events and of matches, on one engine. */
export function createConversationsService(parts: ConversationsParts) {
  const { db, fanout } = parts;
  const membership = createMembership(parts);
  const messages = createMessages(parts);
  const topic = (id: ConversationId): Topic => `conversation:${id}`;

  function tellMembership(id: ConversationId, account: AccountId, isMember: boolean): void {
    if (isMember) fanout.subscribe(account, topic(id));
    else fanout.unsubscribe(account, topic(id));
    fanout.announce('conversation:membership-changed', `account:${account}`, { conversationId: id, isMember });
  }

  async function summarise(ids: ConversationId[], account: AccountId): Promise<ConversationSummary[]> {
    const rows = await db.conversation.findMany({ where: { id: { in: ids } }, select: conversationColumns(account) });
    // An event's chat has too many people to name them; that of a match has one other.
    const ofTwo = rows.filter((row) => row.eventId === null).map((row) => row.id as ConversationId);
    const [lastMessages, partners] = await Promise.all([messages.at(rows), findPartners(db, ofTwo, account)]);
    return rows
      .map((row) => toSummary(row, partners.get(row.id) ?? null, lastMessages.get(row.id) ?? null))
      .sort((a, b) => (a.activeAt < b.activeAt ? 1 : -1));
  }

  async function forEvent(eventId: EventId, account: AccountId): Promise<ConversationId> {
    if (!(await parts.isAttending(eventId, account))) throw new DomainError('conversations.not_found');
    const id = (await membership.ensureEventChats([eventId], account)).get(eventId);
    if (!id) throw new DomainError('conversations.not_found');
    return id;
  }

  return {
    /** The chat of an event, for one who attends it; made when the first of them asks. */
    forEvent,

    /** Opens the chat of a match within the transaction that accepts it. `tellOpened` follows once that is committed. */
    openForMatch: (low: AccountId, high: AccountId, writer: Writer = db): Promise<ConversationId> =>
      membership.openForTwo(low, high, writer),

    /** Both hear the new chat from now on. Telling it again does no harm. */
    tellOpened(id: ConversationId, members: readonly AccountId[]): void {
      for (const account of members) tellMembership(id, account, true);
    },

    /** Someone joined or left an event, and with it its chat. Told twice, it does nothing more. */
    async attendanceChanged(change: { eventId: EventId; accountId: AccountId; attending: boolean }): Promise<void> {
      const { eventId, accountId, attending } = change;
      const held = await db.conversation.findUnique({ where: { eventId }, select: { id: true } });
      if (attending) tellMembership(await forEvent(eventId, accountId), accountId, true);
      else if (held) tellMembership(held.id as ConversationId, accountId, false);
    },

    /** What a connection of this account hears. */
    async topicsOf(account: AccountId): Promise<Topic[]> {
      return (await membership.idsOf(account)).map(topic);
    },

    /** One's conversations, the liveliest first. */
    async list(account: AccountId): Promise<ConversationSummary[]> {
      return summarise(await membership.idsOf(account), account);
    },

    async get(id: ConversationId, account: AccountId): Promise<ConversationSummary> {
      await membership.findAsMember(id, account);
      const [summary] = await summarise([id], account);
      if (!summary) throw new DomainError('conversations.not_found');
      return summary;
    },

    /**
     * Sends a message. Sent again under the same client id it is the same message; its members are told again too,
     * for the node that took it first may have died before it told them.
     */
    async send(message: NewMessage, author: AccountId): Promise<Message> {
      await membership.findAsMember(message.conversationId, author);
      const written = await messages.write(message, author);
      parts.meters.count('spotlight_messages_total', { kind: written.kind });
      fanout.announce('conversation:message-sent', topic(message.conversationId), { message: written });
      return written;
    },

    async messages(query: MessageQuery, account: AccountId) {
      const { lastSeq } = await membership.findAsMember(query.conversationId, account);
      return messages.page(query, lastSeq);
    },

    /** Moves one's read pointer, forward only and no further than there are messages. */
    async read(id: ConversationId, seq: number, account: AccountId): Promise<void> {
      const { eventId, members } = await membership.findAsMember(id, account);
      if (eventId && members.length === 0) await membership.ensureEventChats([eventId as EventId], account);
      const moved = await db.$queryRaw<{ seq: number }[]>`
        UPDATE members SET last_read_seq = LEAST(${seq}::int, last_seq) FROM chat_rooms
        WHERE room_id = ${id}::uuid AND user_id = ${account}::uuid AND chat_rooms.id = room_id
          AND last_read_seq < LEAST(${seq}::int, last_seq)
        RETURNING last_read_seq AS seq`;
      if (!moved[0]) return;
      fanout.announce('conversation:read', `account:${account}`, { conversationId: id, lastReadSeq: moved[0].seq });
    },

    /** Tells the others that someone is writing. */
    async type(id: ConversationId, account: AccountId): Promise<void> {
      await membership.findAsMember(id, account);
      const typist = await db.account.findUniqueOrThrow({ where: { id: account }, select: personColumns });
      fanout.announce('conversation:typing', topic(id), {
        conversationId: id,
        accountId: account,
        username: typist.username,
      });
    },
  };
}
