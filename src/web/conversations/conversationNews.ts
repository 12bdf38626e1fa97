import type { ConversationSummary, Message } from '../../shared/conversations/conversation.ts';
import type { AccountId, ConversationId } from '../../shared/core/ids.ts';

type List = readonly ConversationSummary[];

/** The list after a message, the liveliest first. The very same list if it was known already. */
export function withMessage(list: List, message: Message, me: AccountId | undefined): List {
  const held = list.find(({ id }) => id === message.conversationId);
  if (!held || held.lastSeq >= message.seq) return list;
  // The server holds one's own message as read if nothing before it was unread; so does this.
  const isReadThrough = message.author.id === me && held.lastReadSeq === message.seq - 1;
  const changed = {
    ...held,
    lastSeq: message.seq,
    lastReadSeq: isReadThrough ? message.seq : held.lastReadSeq,
    lastMessage: message,
    activeAt: message.createdAt,
  };
  return [changed, ...list.filter((each) => each !== held)];
}

/** The list after one has read so far; a pointer never goes back. */
export function withRead(list: List, id: ConversationId, lastReadSeq: number): List {
  const held = list.find((each) => each.id === id);
  if (!held || held.lastReadSeq >= lastReadSeq) return list;
  return list.map((each) => (each === held ? { ...each, lastReadSeq } : each));
}

export const unreadOf = ({ lastSeq, lastReadSeq }: ConversationSummary): number => Math.max(0, lastSeq - lastReadSeq);

export const unreadTotal = (list: List): number => list.reduce((total, each) => total + unreadOf(each), 0);
