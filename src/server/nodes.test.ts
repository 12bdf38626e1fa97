import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../shared/conversations/conversation.ts';
import type { Ack } from '../shared/core/errors.ts';
import type { AccountId, ConversationId, EventId } from '../shared/core/ids.ts';
import type { PresenceChange } from '../shared/events/events.sockets.ts';
import { type ChatClient, goodNetwork, makeMemoryChatStorage, openChatClient } from '../testing/chatClient.ts';
import { settled } from '../testing/settled.ts';
import type { TestApp } from '../testing/startApp.ts';
import { startNodes, type TestNode } from '../testing/startNodes.ts';
import { budgets } from './core/budgets.ts';
import { presenceTimes } from './events/presence.service.ts';

/** What holds for one server holds for several: the same people, at whichever node they are. */
type Page = Awaited<ReturnType<ChatClient['openPage']>>;
let cluster: Awaited<ReturnType<typeof startNodes>>;
let [one, two]: TestNode[] = [];
let ada: ChatClient;
let ben: ChatClient;
let eventId: EventId;
let chat: ConversationId;
const pages: Page[] = [];
const asShipped = { ...presenceTimes };

beforeAll(async () => {
  // The same course of things, in less time than a test may take.
  Object.assign(presenceTimes, { heartbeatMs: 1000, lastsMs: 8000, graceMs: 700, sweepMs: 100 });
  cluster = await startNodes(2);
  [one, two] = cluster.nodes;
  ada = await openChatClient(one!, 'Ada');
  ben = await openChatClient(two!, 'Ben');
}, 240_000);
afterAll(async () => {
  Object.assign(presenceTimes, asShipped);
  await cluster.close();
});

beforeEach(async () => {
  eventId = randomUUID() as EventId;
  await newEvent(eventId);
  expect((await ben.browser.mutate('events.join', { eventId })).error).toBeUndefined();
  chat = await one!.services.conversations.forEvent(eventId, ada.accountId);
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

async function newEvent(id: EventId): Promise<void> {
  const event = { eventId: id, name: 'Swing', location: 'Hall', startDate: '2026-06-01', endDate: '2026-06-02' };
  expect((await ada.browser.mutate('events.create', event)).error).toBeUndefined();
}

/** Someone whom nobody has heard of yet, at the event. */
async function newcomer(name: string): Promise<ChatClient> {
  const client = await openChatClient(one!, `${name} ${randomUUID().slice(0, 8)}`);
  expect((await client.browser.mutate('events.join', { eventId })).error).toBeUndefined();
  return client;
}

/** A page of this person at this node, that is ready. */
async function openAt(who: ChatClient, node: Pick<TestApp, 'app' | 'url'>, storage = makeMemoryChatStorage()) {
  const page = await who.openPage(chat, storage, goodNetwork, node);
  pages.push(page);
  await isReady(page.socket);
  return page;
}
// Its answer comes after whatever was on its way to this socket from its own node, and after it was let in.
const isReady = (socket: Socket) =>
  socket.emitWithAck('conversation:read', { conversationId: randomUUID(), seq: 0 }) as Promise<unknown>;

function heardBy(page: Page, name: string): Record<string, unknown>[] {
  const heard: Record<string, unknown>[] = [];
  page.socket.on(name, (payload: Record<string, unknown>) => void heard.push(payload));
  return heard;
}
/** What was heard of one person's presence. */
const changesOf = (heard: Record<string, unknown>[], account: AccountId) =>
  heard
    .flatMap(({ changes }) => changes as PresenceChange[])
    .filter(({ accountId }) => accountId === account)
    .map(({ isHere }) => isHere);
const type = (page: Page) =>
  page.socket.emitWithAck('conversation:type', { conversationId: chat }) as Promise<Ack<null>>;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a chat over two nodes', () => {
  test('everyone has every message once and in the same order, wherever it was sent', async () => {
    const [atOne, atTwo] = [await openAt(ada, one!), await openAt(ben, two!)];
    const heard = heardBy(atTwo, 'conversation:message-sent') as unknown as { message: Message }[];
    await Promise.all(numbers(15).flatMap((n) => [atOne.write(`ada ${n}`), atTwo.write(`ben ${n}`)]));
    await settled(() => {
      expect(atOne.seqs()).toEqual(numbers(30));
      expect(atTwo.contents()).toEqual(atOne.contents());
      expect(heard).toHaveLength(30);
    });
    await isReady(atTwo.socket);
    expect(heard.map(({ message }) => message.seq).sort((a, b) => a - b)).toEqual(numbers(30));
  });

  test('the same message sent to both nodes at once is one', async () => {
    const atTwo = await openAt(ben, two!);
    for (let round = 0; round < 5; round++) {
      const message = { conversationId: chat, clientId: randomUUID(), content: `round ${round}` };
      const browsers = [ada.browser, ada.browserAt(two!), ada.browser, ada.browserAt(two!)];
      const answers = await Promise.all(browsers.map((browser) => browser.mutate('conversations.send', message)));
      expect(new Set(answers.map(({ data }) => (data as Message).id)).size).toBe(1);
    }
    await settled(() => expect(atTwo.contents()).toEqual(numbers(5).map((n) => `round ${n - 1}`)));
    expect(await cluster.db.message.count({ where: { conversationId: chat } })).toBe(5);
  });

  test('typing is heard at the other node, and its limit is counted over both', async () => {
    const [atOne, alsoAtTwo, atTwo] = [await openAt(ada, one!), await openAt(ada, two!), await openAt(ben, two!)];
    const typing = heardBy(atTwo, 'conversation:typing');
    // All at once: on a slow machine one after another might take longer than the time for which they are counted.
    const all = numbers(budgets.typing.points + 10).map((n) => type(n % 2 ? atOne : alsoAtTwo));
    const answers = await Promise.all(all);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(budgets.typing.points);
    await settled(() => expect(typing).toHaveLength(budgets.typing.points));
    expect(typing[0]).toMatchObject({ accountId: ada.accountId, username: 'Ada' });
  });

  test('whoever moves to another node has there what came meanwhile', async () => {
    const storage = makeMemoryChatStorage();
    const before = await openAt(ada, one!, storage);
    await before.write('here');
    await settled(() => expect(before.contents()).toEqual(['here']));
    before.close();
    const atTwo = await openAt(ben, two!);
    await atTwo.write('while you moved');
    await settled(() => expect(atTwo.contents()).toHaveLength(2));
    const after = await openAt(ada, two!, storage);
    await settled(() => expect(after.contents()).toEqual(['here', 'while you moved']));
    await after.write('there');
    await settled(() => expect(atTwo.contents()).toEqual(['here', 'while you moved', 'there']));
  });

  test('who joins or leaves by one node hears, or no longer hears, at the other', async () => {
    const other = randomUUID() as EventId;
    await newEvent(other);
    const atTwo = await openAt(ben, two!);
    const changes = heardBy(atTwo, 'conversation:membership-changed');
    const messages = heardBy(atTwo, 'conversation:message-sent');
    const conversationId = await one!.services.conversations.forEvent(other, ada.accountId);
    const say = (content: string) =>
      ada.browser.mutate('conversations.send', { conversationId, clientId: randomUUID(), content });
    const browser = ben.browserAt(one!);
    await browser.mutate('events.join', { eventId: other });
    await say('hello');
    await settled(() => expect(messages).toHaveLength(1));
    await browser.mutate('events.leave', { eventId: other });
    await say('among us');
    await settled(() => expect(changes).toMatchObject([{ isMember: true }, { isMember: false }]));
    await isReady(atTwo.socket);
    expect(messages).toHaveLength(1);
  });
});

describe('a session that is ended at one node', () => {
  test('has no socket left at the other, and is believed nowhere', async () => {
    const person = await newcomer('Cleo');
    const [atOne, atTwo, bens] = [await openAt(person, one!), await openAt(person, two!), await openAt(ben, two!)];
    const [token, told] = [person.browserAt(two!), heardBy(atTwo, 'session:ended')];
    const cuts = Promise.all([atOne, atTwo].map((page) => new Promise((cut) => page.socket.once('disconnect', cut))));
    await person.browser.mutate('accounts.logOut');
    expect((await token.query('accounts.me')).error).toMatchObject({ code: 'accounts.not_signed_in' });
    expect(await cuts).toEqual(['io server disconnect', 'io server disconnect']);
    expect(told).toHaveLength(1);
    expect(bens.socket.connected).toBe(true);
  });
});

describe('who is here, over two nodes', () => {
  const areHere = async (node: TestNode, accounts: AccountId[]) => [
    ...(await node.services.presence.hereAmong(accounts)),
  ];

  test('two tabs at two nodes are one person, told once as come and once as gone', async () => {
    const [cleo, dora] = [await newcomer('Cleo'), await newcomer('Dora')];
    const heard = heardBy(await openAt(ben, two!), 'presence:changed');
    const [first, second] = [await openAt(cleo, one!), await openAt(cleo, two!)];
    const doras = await openAt(dora, one!);
    await settled(() => expect(changesOf(heard, cleo.accountId)).toEqual([true]));
    first.close();
    await settled(() => expect(one!.io.sockets.sockets.size).toBe(1));
    doras.close();
    // Dora was told as gone later than Cleo would have been.
    await settled(() => expect(changesOf(heard, dora.accountId)).toEqual([true, false]));
    expect(changesOf(heard, cleo.accountId)).toEqual([true]);
    expect(await areHere(one!, [cleo.accountId])).toEqual([cleo.accountId]);
    second.close();
    await settled(() => expect(changesOf(heard, cleo.accountId)).toEqual([true, false]));
    expect(await areHere(one!, [cleo.accountId])).toEqual([]);
  });

  test('a node that dies leaves nobody behind: the others tell it, once', async () => {
    const third = await cluster.add();
    const bens = [await openAt(ben, two!), await openAt(ben, one!)];
    const heard = bens.map((page) => heardBy(page, 'presence:changed'));
    const cleo = await newcomer('Cleo');
    await openAt(cleo, third);
    const told = () => heard.map((each) => changesOf(each, cleo.accountId));
    await settled(() => expect(told()).toEqual([[true], [true]]));
    await third.kill();
    expect(await areHere(two!, [cleo.accountId])).toEqual([cleo.accountId]);
    await settled(() =>
      expect(told()).toEqual([
        [true, false],
        [true, false],
      ]),
    );
    expect(await areHere(two!, [cleo.accountId, ben.accountId])).toEqual([ben.accountId]);
  });

  test('a node that ends in order takes no socket of another with it', async () => {
    const third = await cluster.add();
    const cleo = await newcomer('Cleo');
    const bens = await openAt(ben, two!);
    const heard = heardBy(bens, 'presence:changed');
    const cleos = await openAt(cleo, third);
    const cut = new Promise((resolve) => cleos.socket.once('disconnect', resolve));
    await third.close();
    await cut;
    await settled(() => expect(changesOf(heard, cleo.accountId)).toEqual([true, false]));
    expect(bens.socket.connected).toBe(true);
  });
});

describe('a Redis that goes and comes back', () => {
  // What is made good at once must not wait for a heartbeat.
  beforeAll(() => void Object.assign(presenceTimes, asShipped));
  const isUp = (is: boolean) =>
    settled(() => expect(cluster.nodes.slice(0, 2).map(({ link }) => link.isUp())).toEqual([is, is]));

  test('loses nothing: the chat goes on, and all is made good without a restart', async () => {
    const cleo = await newcomer('Cleo');
    const [adas, bens, cleos] = [await openAt(ada, one!), await openAt(ben, two!), await openAt(cleo, two!)];
    await adas.write('before');
    await settled(() => expect(bens.contents()).toEqual(['before']));
    const other = randomUUID() as EventId;
    await newEvent(other);
    const elsewhere = await one!.services.conversations.forEvent(other, ada.accountId);
    const presence = heardBy(bens, 'presence:changed');

    await cluster.redis.kill();
    await isUp(false);
    const standing = (await two!.app.inject('/health/ready')).json() as { status: string };
    expect(standing).toMatchObject({ status: 'degraded' });
    // All of this reaches the database, and nobody at the other node.
    await adas.write('meanwhile');
    await settled(() => expect(adas.contents()).toEqual(['before', 'meanwhile']));
    await ben.browserAt(one!).mutate('events.join', { eventId: other });
    const cut = new Promise((resolve) => cleos.socket.once('disconnect', resolve));
    await cleo.browser.mutate('accounts.logOut');
    expect((await cleo.browserAt(two!).query('accounts.me')).error).toMatchObject({ code: 'accounts.not_signed_in' });
    expect(bens.contents()).toEqual(['before']);

    await cluster.redis.start();
    await isUp(true);
    await settled(() => expect(bens.contents()).toEqual(['before', 'meanwhile']));
    expect(await cut).toBe('io server disconnect');
    const messages = heardBy(bens, 'conversation:message-sent');
    await settled(async () => {
      const message = { conversationId: elsewhere, clientId: randomUUID(), content: 'do you hear me?' };
      await ada.browser.mutate('conversations.send', message);
      expect(messages.length).toBeGreaterThan(0);
    });
    await adas.write('after');
    await settled(() => expect(bens.contents()).toEqual(['before', 'meanwhile', 'after']));
    const both = [ada.accountId, ben.accountId];
    await settled(async () => expect(await two!.services.presence.hereAmong(both)).toEqual(new Set(both)));
    expect(changesOf(presence, ada.accountId)).toEqual([]);
  });
});
