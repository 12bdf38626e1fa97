import type { AccountId, ConversationId } from '../core/ids.ts';
import type { Message } from './conversation.ts';

export interface ConversationAnnouncements {
  'conversation:message-sent': { message: Message };
  /** Stale in a few seconds; never stored. */
  'conversation:typing': { conversationId: ConversationId; accountId: AccountId; username: string };
  /** One's own read pointer moved, perhaps on another device. */
  'conversation:read': { conversationId: ConversationId; lastReadSeq: number };
  /** One is now, or no longer, a member: lists are asked for again. */
  'conversation:membership-changed': { conversationId: ConversationId; isMember: boolean };
}
