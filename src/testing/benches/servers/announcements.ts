import { randomUUID } from 'node:crypto';
import type { Message } from '../../../shared/conversations/conversation.ts';
import type { AccountId, ClientId, ConversationId, MessageId } from '../../../shared/core/ids.ts';
import { sayNow } from './sentAt.ts';

/** Announcements in a row before other work of the process has its turn, as when several senders are answered at once. */
const IN_A_ROW = 4;

/** Announces so many messages to these chats in turn, as fast as the process can. */
export async function announceMany(
  conversations: ConversationId[],
  count: number,
  announce: (conversation: ConversationId, payload: { message: Message }) => void,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const conversation = conversations[index % conversations.length]!;
    announce(conversation, { message: makeMessage(conversation, index + 1) });
    if (index % IN_A_ROW === IN_A_ROW - 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

const author = { id: randomUUID() as AccountId, username: 'Someone', avatarUrl: null };

function makeMessage(conversationId: ConversationId, seq: number): Message {
  return {
    id: randomUUID() as MessageId,
    conversationId,
    seq,
    clientId: randomUUID() as ClientId,
    author,
    kind: 'text',
    content: sayNow(),
    createdAt: new Date().toISOString(),
  };
}
