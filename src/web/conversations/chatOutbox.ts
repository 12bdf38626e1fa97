import { createSignal } from 'solid-js';
import type { Message } from '../../shared/conversations/conversation.ts';
import type { ClientId, ConversationId } from '../../shared/core/ids.ts';
import { account } from '../accounts/session.ts';
import { api } from '../core/api.ts';
import { RefusedError } from '../core/appError.ts';
import { onReady } from '../core/socket.ts';
import { makeOutboxStorage } from './chatStorage.ts';
import { dropDraft } from './drafts.ts';
import { makeOutbox, type Outbox, type OutboxStorage, type Unsent } from './outbox.ts';
import { makeOutboxTabs } from './outboxTabs.ts';
import { inTabTurn } from './tabTurns.ts';

// The page's one outbox. Another account never enters the same page: it is loaded anew for that.
let outbox: Outbox | null = null;
const changeHandlers = new Set<() => void>();
const sentHandlers = new Set<(message: Message) => void>();
const [waitingCount, setWaitingCount] = createSignal(0);

/** How many messages written here could not be sent yet. */
export { waitingCount };

/** Hears of every change of what is unsent, until the returned function is called. */
export const onOutboxChange = (handler: () => void): (() => void) => hear(changeHandlers, handler);

/** Hears of every message of this browser that has arrived at the server. */
export const onMessageSent = (handler: (message: Message) => void): (() => void) => hear(sentHandlers, handler);

/** What is unsent in one conversation, in order. */
export function unsentOf(conversationId: ConversationId): Unsent[] {
  return outbox?.items().filter((item) => item.conversationId === conversationId) ?? [];
}

export const unsentState = (item: Unsent) => outbox?.stateOf(item) ?? 'waiting';

/** Writes a message: shown at once, kept until it is sent. */
export function writeMessage(conversationId: ConversationId, content: string): void {
  const me = account();
  const running = openOutbox();
  if (!me || !running) return;
  void running.add({
    clientId: crypto.randomUUID() as ClientId,
    accountId: me.id,
    conversationId,
    content,
    writtenAt: new Date().toISOString(),
    refusal: null,
  });
}

export const retryMessage = (item: Unsent): void => void outbox?.retry(item);
export const discardMessage = (item: Unsent): void => void outbox?.discard(item);

/** Takes up what an earlier page left unsent. Does nothing when it runs already. */
export function openOutbox(): Outbox | null {
  const me = account();
  if (outbox || !me) return outbox;
  const tabs = makeOutboxTabs({
    onSent: (message) => {
      // A tab that has not heard of a logout yet may still be another account's.
      if (message.author.id === me.id) tellSent(message);
    },
    onChanged: () => void own.wake(),
  });
  const own = makeOutbox({
    storage: told(makeOutboxStorage(me.id), tabs.tellChanged),
    alone: (conversationId, work) => inTabTurn(`spotlight:outbox:${conversationId}`, work),
    send: ({ conversationId, clientId, content }) => {
      if (!account())
        return Promise.reject(new RefusedError({ code: 'accounts.not_signed_in', kind: 'unauthenticated' }));
      return api.conversations.send.mutate({ conversationId, clientId, content });
    },
    onSent: (message) => {
      dropDraft(message.conversationId, message.content);
      tabs.tellSent(message);
      tellSent(message);
    },
    onChange: () => {
      const states = own.items().map(own.stateOf);
      setWaitingCount(states.filter((state) => state === 'waiting' || state === 'delayed').length);
      for (const handle of changeHandlers) handle();
    },
  });
  outbox = own;
  onReady(() => void own.wake());
  addEventListener('online', () => void own.wake());
  void own.open();
  return own;
}

function tellSent(message: Message): void {
  for (const handle of sentHandlers) handle(message);
}

/** The same storage, telling other tabs after each change. What it holds need not be kept as a draft. */
function told(storage: OutboxStorage, tell: () => void): OutboxStorage {
  const then = async (change: Promise<void>) => {
    await change;
    tell();
  };
  return {
    all: storage.all,
    add: async (item) => {
      await then(storage.add(item));
      dropDraft(item.conversationId, item.content);
    },
    update: (item) => then(storage.update(item)),
    remove: (clientId) => then(storage.remove(clientId)),
  };
}

function hear<T>(handlers: Set<T>, handler: T): () => void {
  handlers.add(handler);
  return () => handlers.delete(handler);
}
