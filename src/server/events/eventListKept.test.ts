import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { PrismaClient } from '../../generated/prisma/client.ts';
import type { EventId } from '../../shared/core/ids.ts';
import type { EventPage } from '../../shared/events/event.ts';
import { type ChatClient, openChatClient } from '../../testing/chatClient.ts';
import { newEventOf } from '../../testing/eventWorld.ts';
import { openTestRedis, type TestRedis } from '../../testing/services/testRedis.ts';
import { settled } from '../../testing/settled.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { timed } from '../adapters/timedQueries.ts';

/** [S0-189] What two nodes ask the database for, through the whole door. */
let database: OpenDatabase;
let redis: TestRedis;
let nodes: TestApp[];
let ada: ChatClient;
let ben: ChatClient;
let queries: string[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  redis = await openTestRedis();
  const db = new PrismaClient({ adapter: timed(database.factory, (sql) => void queries.push(sql)) });
  const prefix = randomUUID();
  const start = async () => startApp({ db, redis: await redis.link(prefix) });
  nodes = [await start(), await start()];
  ada = await openChatClient(nodes[0]!, 'Ada');
  ben = await openChatClient(nodes[1]!, 'Ben');
}, 240_000);
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()));
  await redis.close();
  await database.close();
});
beforeEach(untilKept);

const list = async ({ browser }: ChatClient): Promise<EventPage['events']> => {
  const answer = await browser.query('events.list', { when: 'coming', today: '2026-05-01' });
  return (answer.data as EventPage).events;
};
async function change({ browser }: ChatClient, procedure: string, input: object): Promise<void> {
  expect((await browser.mutate(procedure, input)).error).toBeUndefined();
}
const countsSeenBy = async (viewer: ChatClient) =>
  (await list(viewer)).map(({ participantsCount }) => participantsCount);

/** Keeping may take a moment longer than answering. */
async function untilKept() {
  await settled(async () => {
    queries = [];
    await Promise.all([list(ada), list(ben)]);
    expect(queries).toEqual([]);
  });
}

it('a list that is read again costs no query, until something in it changes, on whatever node', async () => {
  const event = newEventOf();
  await change(ada, 'events.create', event);
  expect(await countsSeenBy(ben)).toEqual([1]);
  await untilKept();

  const { eventId } = event;
  await change(ben, 'events.join', { eventId });
  for (const viewer of [ada, ben]) expect(await countsSeenBy(viewer)).toEqual([2]);
  await untilKept();

  await change(ada, 'events.update', { ...event, name: 'Autumn Swing', description: null, worldsdcId: null });
  for (const viewer of [ada, ben]) expect((await list(viewer))[0]?.name).toBe('Autumn Swing');
  await untilKept();

  await change(ben, 'events.leave', { eventId });
  for (const viewer of [ada, ben]) expect(await countsSeenBy(viewer)).toEqual([1]);
  await untilKept();

  await change(ada, 'events.remove', { eventId });
  for (const viewer of [ada, ben]) expect(await list(viewer)).toEqual([]);
});

it('what one may see is kept for nobody else', async () => {
  const event = newEventOf({ eventId: randomUUID() as EventId, listed: false });
  await change(ada, 'events.create', event);
  expect(await list(ada)).toHaveLength(1);
  expect(await list(ben)).toEqual([]);
  await untilKept();
  expect(await list(ada)).toHaveLength(1);
  expect(await list(ben)).toEqual([]);
});
