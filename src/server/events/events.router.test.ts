import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventDetail } from '../../shared/events/event.ts';
import { newEventOf } from '../../testing/eventWorld.ts';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';

let app: Awaited<ReturnType<typeof startApp>>;
type Browser = ReturnType<typeof makeTestBrowser>;
let anna: Browser;
let ben: Browser;

async function signUp(username: string): Promise<Browser> {
  const browser = makeTestBrowser(app.app);
  const email = `${username}@example.org`;
  await browser.mutate('accounts.register', { username, email, password: 'long enough' });
  return browser;
}

beforeAll(async () => {
  app = await startApp();
  [anna, ben] = [await signUp('anna'), await signUp('ben')];
});
afterAll(() => app.close());

async function create(fields: Parameters<typeof newEventOf>[0] = {}): Promise<EventDetail> {
  const answer = await anna.mutate('events.create', newEventOf(fields));
  expect(answer.status).toBe(200);
  return answer.data as EventDetail;
}

it('an event is made, listed, joined and left over HTTP', async () => {
  const event = await create();
  const list = await ben.query('events.list', { when: 'now', today: '2026-06-02' });
  expect(list.data).toMatchObject({ events: [{ id: event.id, attending: false }], nextCursor: null });
  expect((await ben.mutate('events.join', { eventId: event.id })).data).toMatchObject({ participantsCount: 2 });
  const people = await ben.query('events.attendees', { eventId: event.id });
  expect(people.data).toMatchObject({ attendees: [{ username: 'anna' }, { username: 'ben' }], nextCursor: null });
  expect((await ben.mutate('events.leave', { eventId: event.id })).status).toBe(200);
  expect((await ben.query('events.get', { eventId: event.id })).data).toMatchObject({ participantsCount: 1 });
});

it('what does not fit is named by its field', async () => {
  const answer = await anna.mutate('events.create', newEventOf({ name: '', startDate: '2026-02-30' }));
  expect(answer.status).toBe(400);
  expect(new Set(answer.error?.fields?.map(({ path }) => path))).toEqual(new Set(['name', 'startDate']));
});

it('a visitor without an account sees where a link leads, and nothing else', async () => {
  const visitor = makeTestBrowser(app.app, { address: '10.0.0.8' });
  const event = await create({ listed: false });
  const seen = await visitor.query('events.eventByCode', { code: event.code });
  expect(seen.data).toEqual({
    name: event.name,
    location: event.location,
    startDate: event.startDate,
    endDate: event.endDate,
    attendedEventId: null,
  });
  expect((await visitor.query('events.get', { eventId: event.id })).status).toBe(401);
  expect((await ben.query('events.get', { eventId: event.id })).error?.code).toBe('events.not_found');
});

it('trying codes ends soon, and does not lock out those at the same address who hold the right one', async () => {
  const visitor = makeTestBrowser(app.app, { address: '10.0.0.9' });
  const event = await create();
  const codes = Array.from({ length: 61 }, (_, index) => `guess${String(index).padStart(9, '0')}`);
  const statuses: number[] = [];
  for (const code of codes) statuses.push((await visitor.query('events.eventByCode', { code })).status);
  expect(statuses.slice(0, 60).every((status) => status === 404)).toBe(true);
  expect(statuses[60]).toBe(429);
  expect((await visitor.query('events.eventByCode', { code: event.code })).status).toBe(200);
});
