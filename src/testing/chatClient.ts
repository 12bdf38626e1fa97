import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { Message, MessagePage } from '../shared/conversations/conversation.ts';
import type { AccountId, ClientId, ConversationId } from '../shared/core/ids.ts';
import { makeOutbox, type Outbox, type OutboxStorage, type Unsent } from '../web/conversations/outbox.ts';
import { type FeedState, makeThreadFeed, type PageRange, type ThreadCache } from '../web/conversations/threadFeed.ts';
import type { Thread } from '../web/conversations/threadStore.ts';
import { RefusedError } from '../web/core/appError.ts';
import type { TestApp } from './startApp.ts';
import { type Answer, makeTestBrowser, type TestBrowser } from './testBrowser.ts';

/** Where the way between a browser and the server may be cut. */
export interface Network {
  /** Before or after the server does what was asked; null lets it pass. */
  cut(what: 'send' | 'page'): 'before' | 'after' | null;
  /** Whether an announcement is lost on its way. */
  losesAnnouncement(message: Message): boolean;
}

export const goodNetwork: Network = { cut: () => null, losesAnnouncement: () => false };

/** What survives a reload of the page. */
export function makeMemoryChatStorage(): OutboxStorage & ThreadCache & { held: Unsent[] } {
  const held: Unsent[] = [];
  let thread: Thread | null = null;
  return {
    held,
    all: async () => [...held],
    add: async (item) => void held.push(item),
    update: async (item) =>
      void held.splice(
        held.findIndex(({ clientId }) => clientId === item.clientId),
        1,
        item,
      ),
    remove: async (clientId) => {
      const index = held.findIndex((item) => item.clientId === clientId);
      if (index >= 0) held.splice(index, 1);
    },
    load: async () => thread,
    save: async (next) => {
      thread = next;
    },
  };
}

export type ChatClient = Awaited<ReturnType<typeof openChatClient>>;

/** A browser with an account of its own, as far as chatting goes: the web's own outbox and feed over a real server. */
export async function openChatClient(server: TestApp, name: string) {
  const browser = makeTestBrowser(server.app);
  const registered = await browser.mutate('accounts.register', {
    username: name,
    email: `${randomUUID()}@chat.example`,
    password: 'long enough',
  });
  if (registered.error) throw new RefusedError(registered.error);
  const accountId = (registered.data as { id: AccountId }).id;

  async function over<T>(network: Network, what: 'send' | 'page', request: () => Promise<Answer>): Promise<T> {
    const cut = network.cut(what);
    const unreachable = new RefusedError({ code: 'client.unreachable', kind: 'unreachable' });
    if (cut === 'before') throw unreachable;
    const answer = await request();
    if (cut === 'after') throw unreachable;
    if (answer.error) throw new RefusedError(answer.error);
    return answer.data as T;
  }

  /** One page of this browser showing the conversation; closing it and opening another is a reload, perhaps at another node. */
  async function openPage(
    conversationId: ConversationId,
    storage = makeMemoryChatStorage(),
    network = goodNetwork,
    at: Pick<TestApp, 'app' | 'url'> = server,
  ) {
    const browser = browserAt(at);
    let state: FeedState | null = null;
    let outbox: Outbox;
    const feed = makeThreadFeed({
      cache: storage,
      onChange: (next) => {
        state = next;
      },
      fetchPage: (range: PageRange) =>
        over<MessagePage>(network, 'page', () => browser.query('conversations.messages', { conversationId, ...range })),
    });
    outbox = makeOutbox({
      storage,
      alone: (_id, work) => work(),
      onChange: () => {},
      onSent: feed.hear,
      send: ({ clientId, content }) =>
        over<Message>(network, 'send', () =>
          browser.mutate('conversations.send', { conversationId, clientId, content }),
        ),
    });
    const socket = connect(at.url);
    socket.on('ready', () => {
      feed.reconnected();
      void outbox.wake();
    });
    socket.on('conversation:message-sent', ({ message }: { message: Message }) => {
      if (!network.losesAnnouncement(message)) feed.hear(message);
    });
    await Promise.all([outbox.open(), feed.open()]);
    return {
      feed,
      outbox,
      socket,
      contents: () => (state?.thread.messages ?? []).map(({ content }) => content),
      seqs: () => (state?.thread.messages ?? []).map(({ seq }) => seq),
      state: () => state,
      write: (content: string): Promise<void> =>
        outbox.add({
          ...{ clientId: randomUUID() as ClientId, accountId, conversationId, content },
          ...{ writtenAt: new Date().toISOString(), refusal: null },
        }),
      /** Reconnects the socket, as after a network that was away. */
      async reconnect(): Promise<void> {
        const isReady = new Promise<void>((resolve) => socket.once('ready', () => resolve()));
        socket.disconnect().connect();
        await isReady;
      },
      close(): void {
        outbox.close();
        feed.close();
        socket.disconnect();
      },
    };
  }

  /** This browser, as it asks another node. */
  function browserAt({ app }: Pick<TestApp, 'app'>): TestBrowser {
    if (app === server.app) return browser;
    const there = makeTestBrowser(app);
    for (const [cookie, value] of browser.cookies) there.cookies.set(cookie, value);
    return there;
  }

  function connect(url: string): Socket {
    return io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 20,
      extraHeaders: { cookie: browser.cookieHeader(), origin: url },
    });
  }

  return { accountId, browser, browserAt, openPage };
}
