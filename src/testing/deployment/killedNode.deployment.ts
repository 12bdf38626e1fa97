import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, MessagePage } from '../../shared/conversations/conversation.ts';
import { type Cluster, type ClusterNode, startCluster } from '../services/cluster.ts';
import { settled } from '../settled.ts';

/** Nodes as real processes: one of them is killed, another stands still, Redis goes and comes. */
let cluster: Cluster;
const sockets: Socket[] = [];
beforeAll(async () => {
  // Each node is asked by itself, without what stands before them.
  cluster = await startCluster(3, { NODE_ENV: 'development', LOG_LEVEL: 'warn' });
}, 300_000);
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await cluster?.stop();
});

const urlOf = ({ port }: ClusterNode) => `http://127.0.0.1:${port}`;

/** A browser that may ask any node. */
async function signUp(name: string) {
  const cookies = new Map<string, string>();
  const cookie = () => [...cookies].map(([key, value]) => `${key}=${value}`).join('; ');
  async function ask<T>(node: ClusterNode, method: 'GET' | 'POST', procedure: string, input: object): Promise<T> {
    const query = method === 'GET' ? `?input=${encodeURIComponent(JSON.stringify(input))}` : '';
    const response = await fetch(`${urlOf(node)}/trpc/${procedure}${query}`, {
      method,
      headers: { 'content-type': 'application/json', cookie: cookie() },
      ...(method === 'POST' ? { body: JSON.stringify(input) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const answer = (await response.json()) as { result?: { data: T }; error?: { message: string } };
    if (answer.error) throw new Error(answer.error.message);
    return answer.result!.data;
  }
  function connect(node: ClusterNode) {
    const socket = io(urlOf(node), { transports: ['websocket'], forceNew: true, extraHeaders: { cookie: cookie() } });
    sockets.push(socket);
    const heard: Message[] = [];
    const presence: { accountId: string; isHere: boolean }[] = [];
    let readies = 0;
    socket.on('conversation:message-sent', ({ message }: { message: Message }) => void heard.push(message));
    socket.on('presence:changed', ({ changes }) => void presence.push(...changes));
    socket.on('ready', () => {
      readies++;
    });
    return { socket, heard, presence, readies: () => readies };
  }
  const email = `${randomUUID()}@nodes.example`;
  const [node] = cluster.nodes;
  const { id } = await ask<{ id: string }>(node!, 'POST', 'accounts.register', {
    username: name,
    email,
    password: 'long enough',
  });
  return { id, connect, ask };
}

test('what a node acknowledged before it was killed is there, its people are told as gone, and others go on', async () => {
  const [one, two, three] = cluster.nodes as [ClusterNode, ClusterNode, ClusterNode];
  const [ada, ben] = [await signUp('Ada'), await signUp('Ben')];
  const eventId = randomUUID();
  const event = { eventId, name: 'Swing', location: 'Hall', startDate: '2026-06-01', endDate: '2026-06-02' };
  await ada.ask(one, 'POST', 'events.create', event);
  await ben.ask(two, 'POST', 'events.join', { eventId });
  const [{ id: conversationId }] = await ada.ask<[{ id: string }]>(one, 'GET', 'conversations.list', {});
  const [adas, bens] = [ada.connect(three), ben.connect(two)];
  await settled(() => expect([adas.readies(), bens.readies()]).toEqual([1, 1]));
  const say = (node: ClusterNode, content: string) =>
    ada.ask<Message>(node, 'POST', 'conversations.send', { conversationId, clientId: randomUUID(), content });

  for (let n = 0; n < 20; n++) await say(three, `before ${n}`);
  await three.kill('SIGKILL');
  await say(one, 'after the kill');
  await settled(() => expect(bens.heard.map(({ content }) => content)).toContain('after the kill'));
  const page = await ben.ask<MessagePage>(two, 'GET', 'conversations.messages', {
    conversationId,
    afterSeq: 0,
    limit: 100,
  });
  expect(page.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  // Its connections last for 45 s without it.
  await expect
    .poll(() => bens.presence.filter(({ accountId }) => accountId === ada.id).at(-1), {
      timeout: 90_000,
      interval: 200,
    })
    .toEqual({ accountId: ada.id, isHere: false });

  await cluster.redis.kill();
  await say(one, 'without Redis');
  await cluster.redis.start();
  const readiesBefore = bens.readies();
  await expect.poll(bens.readies, { timeout: 60_000 }).toBeGreaterThan(readiesBefore);
  await expect
    .poll(
      async () => {
        await say(one, 'with Redis again');
        return bens.heard.at(-1)?.content;
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe('with Redis again');

  two.pause();
  await say(one, 'while it stood still');
  two.resume();
  await settled(() => expect(bens.heard.at(-1)?.content).toBe('while it stood still'));
  expect(bens.socket.connected).toBe(true);

  await three.startReady();
  await settled(() => expect(adas.readies()).toBe(2));
}, 300_000);
