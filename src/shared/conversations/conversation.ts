import { z } from 'zod';
import { person } from '../accounts/account.ts';
import { clientId, conversationId, issuedId, issuedInstant } from '../core/ids.ts';
import { messageLimits } from './conversationRules.ts';

/** As far as the database counts. */
const seq = z.int().min(0).max(2_147_483_647);

export const messageKind = z.enum(['text', 'link', 'video']);

export const newMessage = z.strictObject({
  conversationId,
  clientId,
  kind: messageKind.default('text'),
  // Wider than a message may be: the rules count after tidying, and refuse in words of their own.
  content: z.string().max(4 * messageLimits.length),
});
export type NewMessage = z.infer<typeof newMessage>;

/** One entry in a thread. `seq` counts from 1 without gaps in each conversation. */
export const message = z.object({
  id: issuedId<'MessageId'>(),
  conversationId: issuedId<'ConversationId'>(),
  seq: z.int().positive(),
  clientId: issuedId<'ClientId'>(),
  author: person,
  kind: messageKind,
  content: z.string(),
  createdAt: issuedInstant,
});
export type Message = z.infer<typeof message>;

/** Messages in order of `seq`: those before `beforeSeq` (paging up), or after `afterSeq` (catching up). */
export const messageQuery = z.strictObject({
  conversationId,
  beforeSeq: seq.positive().optional(),
  afterSeq: seq.optional(),
  limit: z.int().min(1).max(messageLimits.catchUpSize).default(messageLimits.pageSize),
});
export type MessageQuery = z.infer<typeof messageQuery>;

export const messagePage = z.object({ messages: z.array(message), lastSeq: z.int().min(0) });
export type MessagePage = z.infer<typeof messagePage>;

export const conversationSummary = z.object({
  id: issuedId<'ConversationId'>(),
  kind: z.enum(['event', 'match']),
  eventId: issuedId<'EventId'>().nullable(),
  matchId: issuedId<'MatchId'>().nullable(),
  title: z.string(),
  partner: person.nullable(),
  lastSeq: z.int().min(0),
  lastReadSeq: z.int().min(0),
  lastMessage: message.nullable(),
  /** When something last happened here: the last message, else its beginning. */
  activeAt: issuedInstant,
});
export type ConversationSummary = z.infer<typeof conversationSummary>;

export const typingCommand = z.strictObject({ conversationId });
export const readCommand = z.strictObject({ conversationId, seq });
