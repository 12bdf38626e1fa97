import { useQuery } from '@tanstack/solid-query';
import { type Accessor, createMemo } from 'solid-js';
import type { ConversationSummary, Message } from '../../shared/conversations/conversation.ts';
import type { ConversationId } from '../../shared/core/ids.ts';
import { account } from '../accounts/session.ts';
import { api } from '../core/api.ts';
import { askAgain } from '../core/askAgain.ts';
import { dataOf } from '../core/dataOf.ts';
import { queryClient } from '../core/queryClient.ts';
import { onAnnouncement } from '../core/socket.ts';
import { askLater } from '../events/askLater.ts';
import { onMessageSent, openOutbox } from './chatOutbox.ts';
import { unreadTotal, withMessage, withRead } from './conversationNews.ts';

const listKey = ['conversations', 'list'] as const;
const oneKey = (id: ConversationId) => ['conversations', 'one', id] as const;

/** The conversations of the signed-in account, kept in step with what is announced. */
export function createConversations() {
  followConversationNews();
  return useQuery(() => ({
    queryKey: listKey,
    queryFn: ({ signal }) => askForList(signal),
    reconcile: 'id',
  }));
}

type Change = (list: readonly ConversationSummary[]) => readonly ConversationSummary[];

/** What was heard while each answer was on its way: it may be older, and in a full hall asking again would never end. */
const heardMeanwhile = new Set<Change[]>();

async function askForList(signal: AbortSignal): Promise<ConversationSummary[]> {
  const heard: Change[] = [];
  heardMeanwhile.add(heard);
  try {
    const answer = await api.conversations.list.query(undefined, { signal });
    return [...heard.reduce<readonly ConversationSummary[]>((list, change) => change(list), answer)];
  } finally {
    heardMeanwhile.delete(heard);
  }
}

function changeList(change: Change): void {
  for (const heard of heardMeanwhile) heard.push(change);
  queryClient.setQueryData<ConversationSummary[]>(listKey, (list) => list && [...change(list)]);
}

/** One conversation: what the list says of it, else what the server says. */
export function createConversation(id: Accessor<ConversationId>) {
  const list = createConversations();
  const listed = createMemo(() => dataOf(list)?.find((each) => each.id === id()));
  const asked = useQuery(() => ({
    queryKey: oneKey(id()),
    queryFn: ({ signal }) => api.conversations.get.query({ conversationId: id() }, { signal }),
    enabled: list.isFetched && !listed(),
  }));
  return {
    summary: () => listed() ?? dataOf(asked),
    error: () => (asked.isError ? asked.error : null),
    /** What is known of it may be old: the server is being asked. */
    isAsking: () => list.fetchStatus !== 'idle' || asked.fetchStatus !== 'idle',
  };
}

/** How many messages are unread in all conversations together, for the badge of the place. */
export function createUnreadCount(): Accessor<number> {
  const list = createConversations();
  return createMemo(() => unreadTotal(dataOf(list) ?? []));
}

/** One has read so far, here; the server is told apart from this. */
export function noteRead(id: ConversationId, seq: number): void {
  changeList((list) => withRead(list, id, seq));
}

// The page owns this: it lasts as long as the cache that it keeps in step.
let isFollowing = false;

function followConversationNews(): void {
  openOutbox();
  if (isFollowing) return;
  isFollowing = true;
  const hear = (message: Message) => {
    const list = queryClient.getQueryData<ConversationSummary[]>(listKey);
    const isListed = list?.some(({ id }) => id === message.conversationId);
    // Asked once, however many messages of a new conversation come meanwhile.
    if (list && !isListed) void queryClient.invalidateQueries({ queryKey: listKey }, { cancelRefetch: false });
    changeList((held) => withMessage(held, message, account()?.id));
  };
  onMessageSent(hear);
  onAnnouncement('conversation:message-sent', ({ message }) => hear(message));
  onAnnouncement('conversation:read', ({ conversationId, lastReadSeq }) => noteRead(conversationId, lastReadSeq));
  onAnnouncement('conversation:membership-changed', () => {
    askAgain(['conversations']);
  });
  // An event's chat is called as the event is, and goes with it.
  onAnnouncement('event:changed', () => askLater(['conversations']));
  onAnnouncement('event:attendance-changed', ({ accountId, attending }) => {
    if (accountId === account()?.id && !attending) askAgain(['conversations']);
  });
}
