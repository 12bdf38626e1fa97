import { uuidv7 } from 'uuidv7';
import type { Message, MessagePage, MessageQuery, NewMessage } from '../../shared/conversations/conversation.ts';
import {
  contentProblem,
  kindOf,
  type MessageKind,
  messageLimits,
} from '../../shared/conversations/conversationRules.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, ClientId, ConversationId, MessageId } from '../../shared/core/ids.ts';
import { tidyContent } from '../../shared/core/texts.ts';
import { type PersonRow, personColumns, toPerson } from '../accounts/person.ts';
import { type Database, isTaken } from '../core/database.ts';
import type { Clock } from '../core/ports.ts';

export const withAuthor = { author: { select: personColumns } } as const;

interface MessageRow {
  id: string;
  conversationId: string;
  seq: number;
  clientId: string;
  author: PersonRow;
  kind: string;
  content: string;
  createdAt: Date;
}

export function toMessage(row: MessageRow): Message {
  return {
    id: row.id as MessageId,
    conversationId: row.conversationId as ConversationId,
    seq: row.seq,
    clientId: row.clientId as ClientId,
    author: toPerson(row.author),
    kind: row.kind as MessageKind,
    content: row.content,
    createdAt: row.createdAt.toISOString(),
  };
}

/** The messages themselves, for those who have been let in. */
export function createMessages({ db, clock }: { db: Database; clock: Clock }) {
  /**
   * Writes a message under the next number of its conversation, in one statement: a number is taken only together
   * with its message, so there are no gaps. Writes nothing if this author sent it before. A message of one's own
   * right after what one has read is read too.
   */
  async function insert(message: NewMessage, author: AccountId): Promise<void> {
    const { conversationId, clientId, kind, content } = message;
    await db.$executeRaw`
      WITH numbered AS (
        UPDATE chat_rooms SET last_seq = last_seq + 1
        WHERE id = ${conversationId}::uuid AND NOT EXISTS (
          SELECT FROM messages
          WHERE room_id = ${conversationId}::uuid AND user_id = ${author}::uuid AND client_id = ${clientId}::uuid
        )
        RETURNING last_seq
      ), written AS (
        INSERT INTO messages (id, room_id, seq, client_id, user_id, content, type, created_at)
        SELECT ${uuidv7()}::uuid, ${conversationId}::uuid, last_seq, ${clientId}::uuid, ${author}::uuid,
          ${content}, ${kind}, ${clock.now()}::timestamptz
        FROM numbered RETURNING seq
      )
      UPDATE members SET last_read_seq = written.seq FROM written
      WHERE room_id = ${conversationId}::uuid AND user_id = ${author}::uuid AND last_read_seq = written.seq - 1`;
  }

  return {
    /** Writes the message, or finds it if it was sent before: the same command twice is one message. */
    async write(sent: NewMessage, author: AccountId): Promise<Message> {
      const content = tidyContent(sent.content);
      const problem = contentProblem(content);
      if (problem) throw new DomainError(problem);
      const message = { ...sent, content, kind: kindOf(content, sent.kind) };
      try {
        await insert(message, author);
      } catch (error) {
        // Both copies came at once and the other one won; the loser's number was given back with its statement.
        if (!isTwin(error)) throw error;
      }
      const row = await db.message.findUnique({
        where: {
          conversationId_authorId_clientId: {
            conversationId: message.conversationId,
            authorId: author,
            clientId: message.clientId,
          },
        },
        include: withAuthor,
      });
      // The event of this conversation was taken back meanwhile, and the conversation with it.
      if (!row) throw new DomainError('conversations.not_found');
      if (row.content !== content || row.kind !== message.kind) throw new DomainError('conversations.message_changed');
      return toMessage(row);
    },

    /** One page in order of `seq`: what follows `afterSeq`, else the newest before `beforeSeq`, else the newest. */
    async page(query: MessageQuery, knownLastSeq: number): Promise<MessagePage> {
      const { conversationId, afterSeq, beforeSeq } = query;
      const isCatchingUp = afterSeq !== undefined;
      const rows = await db.message.findMany({
        where: { conversationId, seq: { gt: afterSeq, lt: beforeSeq } },
        orderBy: { seq: isCatchingUp ? 'asc' : 'desc' },
        take: Math.min(query.limit, messageLimits.catchUpSize),
        include: withAuthor,
      });
      const messages = (isCatchingUp ? rows : rows.reverse()).map(toMessage);
      // Messages may have come since the number was read.
      return { messages, lastSeq: Math.max(knownLastSeq, messages.at(-1)?.seq ?? 0) };
    },

    /** The message with this number in each of these conversations. */
    async at(places: { id: string; lastSeq: number }[]): Promise<Map<string, Message>> {
      const rows = await db.message.findMany({
        where: { OR: places.map(({ id, lastSeq }) => ({ conversationId: id, seq: lastSeq })) },
        include: withAuthor,
      });
      return new Map(rows.map((row) => [row.conversationId, toMessage(row)]));
    },
  };
}

// A raw statement's refusal carries the code of PostgreSQL, in a place that differs per driver.
function isTwin(error: unknown): boolean {
  return isTaken(error) || /\b23505\b/.test(JSON.stringify((error as { meta?: unknown } | null)?.meta ?? ''));
}
