import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import type { Message, MessagePage } from '../../shared/conversations/conversation.ts';
import type { AccountId, ClientId, ConversationId } from '../../shared/core/ids.ts';
import { makeOutbox } from '../../web/conversations/outbox.ts';
import { type FeedState, makeThreadFeed } from '../../web/conversations/threadFeed.ts';
import { RefusedError } from '../../web/core/appError.ts';
import { makeMemoryChatStorage } from '../chatClient.ts';
import { type ClusterClient, RefusedByCluster } from '../services/clusterClient.ts';

/** An account may send sixty messages a minute. */
const WRITE_EVERY_MS = 1100;

/** Somebody in the chat of an event, who writes all along: the web app's own outbox and thread, over the cluster's doors. */
export interface Chatter {
  client: ClusterClient;
  socket: Socket;
  /** Messages that the cluster has acknowledged, in the order in which they were written. */
  acknowledged: { message: Message; writtenAtMs: number; ackedAtMs: number }[];
  /** What this person's thread shows. */
  shown(): readonly Message[];
  write(): void;
  rest(): void;
  /** Written and not yet acknowledged. */
  waiting(): number;
  leave(): void;
}

export async function joinChat(parts: {
  client: ClusterClient;
  accountId: AccountId;
  conversationId: ConversationId;
  transport: 'websocket' | 'polling';
  name: string;
}): Promise<Chatter> {
  const { client, accountId, conversationId, name } = parts;
  const acknowledged: Chatter['acknowledged'] = [];
  const storage = makeMemoryChatStorage();
  const writtenAt = new Map<string, number>();
  let state: FeedState | null = null;
  const feed = makeThreadFeed({
    cache: storage,
    onChange: (next) => {
      state = next;
    },
    fetchPage: (range) =>
      asTheWebSeesIt(client.query<MessagePage>('conversations.messages', { conversationId, ...range })),
  });
  const outbox = makeOutbox({
    storage,
    alone: (_id, work) => work(),
    onChange: () => {},
    onSent: (message) => {
      acknowledged.push({ message, writtenAtMs: writtenAt.get(message.content) ?? 0, ackedAtMs: Date.now() });
      feed.hear(message);
    },
    send: ({ clientId, content }) =>
      asTheWebSeesIt(client.call<Message>('conversations.send', { conversationId, clientId, content })),
  });
  const socket = client.openSocket(parts.transport);
  socket.on('ready', () => {
    feed.reconnected();
    void outbox.wake();
  });
  socket.on('conversation:message-sent', ({ message }: { message: Message }) => feed.hear(message));
  await new Promise<void>((resolve) => socket.once('ready', () => resolve()));
  await Promise.all([outbox.open(), feed.open()]);

  let count = 0;
  let writing: NodeJS.Timeout | undefined;
  function add(): void {
    const content = `${name} ${++count}`;
    writtenAt.set(content, Date.now());
    const clientId = randomUUID() as ClientId;
    void outbox.add({
      ...{ clientId, accountId, conversationId, content },
      ...{ writtenAt: new Date().toISOString(), refusal: null },
    });
  }
  const rest = () => clearInterval(writing);
  return {
    client,
    socket,
    acknowledged,
    shown: () => state?.thread.messages ?? [],
    write() {
      rest();
      writing = setInterval(add, WRITE_EVERY_MS);
    },
    rest,
    waiting: () => storage.held.length,
    leave() {
      rest();
      outbox.close();
      feed.close();
      socket.disconnect();
    },
  };
}

/** Nobody there, or a node that could not just now: the web app tries again. Anything else is a refusal. */
async function asTheWebSeesIt<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RefusedByCluster && error.error) throw new RefusedError(error.error);
    throw new RefusedError({ code: 'client.unreachable', kind: 'unreachable' });
  }
}
