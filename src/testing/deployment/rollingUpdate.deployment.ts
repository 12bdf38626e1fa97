import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, MessagePage } from '../../shared/conversations/conversation.ts';
import { type Cluster, startCluster } from '../services/cluster.ts';
import { type ClusterClient, makeClusterClient } from '../services/clusterClient.ts';

const PEOPLE = 4;
/** An account may send sixty messages a minute. */
const WRITE_EVERY_MS = 1100;

let cluster: Cluster;
const people: Person[] = [];
beforeAll(async () => {
  cluster = await startCluster(2);
});
afterAll(async () => {
  for (const person of people) person.leave();
  await cluster?.stop();
});

interface Person {
  client: ClusterClient;
  socket: Socket;
  /** What was acknowledged to this person. */
  sent: Message[];
  /** What this person's thread shows, in the order of `seq`. */
  seen: Map<number, Message>;
  cutsNoticed: string[];
  stopWriting(): void;
  leave(): void;
}

/** Somebody in the chat of the event: hears what is written, catches up whenever the socket is back, and writes all along. */
async function join(
  conversationId: string,
  client: ClusterClient,
  transport: 'websocket' | 'polling',
): Promise<Person> {
  const seen = new Map<number, Message>();
  const sent: Message[] = [];
  const cutsNoticed: string[] = [];
  const socket = client.openSocket(transport);
  socket.on('conversation:message-sent', ({ message }: { message: Message }) => {
    seen.set(message.seq, message);
    // One that is missing in between is asked for, as the web app does.
    if (lastWhole() < message.seq) void catchUp();
  });
  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') cutsNoticed.push(reason);
  });
  const lastWhole = () => {
    let seq = 0;
    while (seen.has(seq + 1)) seq += 1;
    return seq;
  };
  async function catchUp(): Promise<void> {
    const { messages } = await client.query<MessagePage>('conversations.messages', {
      ...{ conversationId, afterSeq: lastWhole(), limit: 100 },
    });
    for (const message of messages) seen.set(message.seq, message);
  }
  socket.on('ready', () => void catchUp());
  await new Promise<void>((resolve) => socket.once('ready', () => resolve()));
  let count = 0;
  const writing = setInterval(async () => {
    const content = `${transport} ${++count} of ${randomUUID()}`;
    sent.push(await client.call<Message>('conversations.send', { conversationId, clientId: randomUUID(), content }));
  }, WRITE_EVERY_MS);
  return {
    ...{ client, socket, sent, seen, cutsNoticed },
    stopWriting: () => clearInterval(writing),
    leave: () => {
      clearInterval(writing);
      socket.disconnect();
    },
  };
}

test('a node in production opens sockets for pages that came over HTTPS, and for no other', async () => {
  const statusFor = async (origin: string) => {
    const headers = { origin, 'x-forwarded-host': new URL(origin).host };
    const handshake = `http://127.0.0.1:${cluster.nodes[0]!.port}/socket.io/?EIO=4&transport=polling`;
    return (await fetch(handshake, { headers })).status;
  };
  expect(await statusFor('https://spot.example')).toBe(200);
  expect(await statusFor('http://spot.example')).toBe(403);
});

test('a new version comes in node by node while people chat: nothing is lost, doubled, or noticed', async () => {
  const clients = Array.from({ length: PEOPLE }, () => makeClusterClient(cluster.nginx));
  for (const [index, client] of clients.entries()) {
    const username = `person${index}`;
    await client.call('accounts.register', { username, email: `${username}@roll.example`, password: 'long enough' });
  }
  const today = new Date().toISOString().slice(0, 10);
  const eventId = randomUUID();
  const event = { eventId, name: 'Swing', location: 'Hall', startDate: today, endDate: today };
  const { conversationId } = await clients[0]!.call<{ conversationId: string }>('events.create', event);
  for (const client of clients.slice(1)) await client.call('events.join', { eventId });
  for (const [index, client] of clients.entries()) {
    people.push(await join(conversationId, client, index === 0 ? 'polling' : 'websocket'));
  }
  const sentBy = () => people.map(({ sent }) => sent.length);
  const allWroteSince = (before: number[]) => expect.poll(() => sentBy().every((n, i) => n > before[i]!)).toBe(true);
  await allWroteSince(sentBy());

  for (const node of cluster.nodes) {
    const exit = node.kill('SIGTERM');
    expect(await exit).toBe(0);
    // The other one serves all of them.
    await expect.poll(() => people.every(({ socket }) => socket.connected)).toBe(true);
    await allWroteSince(sentBy());
    await node.startReady();
    await allWroteSince(sentBy());
  }

  for (const { stopWriting } of people) stopWriting();
  const acknowledgedCount = () => people.reduce((sum, { sent }) => sum + sent.length, 0);
  await expect.poll(() => people.every(({ seen }) => seen.size >= acknowledgedCount())).toBe(true);
  const reader = clients[0]!;
  const stored: Message[] = [];
  for (;;) {
    const page = { conversationId, afterSeq: stored.length, limit: 100 };
    const { messages } = await reader.query<MessagePage>('conversations.messages', page);
    if (messages.length === 0) break;
    stored.push(...messages);
  }
  expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
  expect(new Set(stored.map(({ content }) => content)).size).toBe(stored.length);
  const acknowledged = people.flatMap(({ sent }) => sent.map(({ id }) => id));
  expect(stored.map(({ id }) => id).sort()).toEqual(expect.arrayContaining(acknowledged.sort()));
  for (const { seen } of people) {
    const contents = [...seen.values()].sort((one, other) => one.seq - other.seq).map(({ content }) => content);
    expect(contents).toEqual(stored.map(({ content }) => content));
  }
  console.log(
    `${stored.length} messages, asked again ${clients.map((client) => client.retries())}, cut ${people.map(({ cutsNoticed }) => cutsNoticed.length)}`,
  );
  // Nobody on a WebSocket was cut: each went by itself when it was asked to.
  for (const { cutsNoticed } of people.slice(1)) expect(cutsNoticed).toEqual([]);
});
