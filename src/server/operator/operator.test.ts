import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Figures } from '../../shared/operator/figures.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';
import { makeSampler } from './sampler.ts';
import { createSamples } from './samples.ts';

const clock = makeFakeClock();
const log = { debug() {}, info() {}, warn() {}, error() {} };
let server: Awaited<ReturnType<typeof startApp>>;

beforeAll(async () => {
  const turn = {
    urls: ['turn:turn.example', 'turns:turn.example:443?transport=tcp'],
    secrets: ['a secret of the test'],
    ttlSeconds: 600,
  };
  server = await startApp({ clock, turn, operation: { operators: ['Oda Operator', 'Nobody Yet'], hasMetrics: true } });
});
afterAll(() => server.close());

const figures = (people: number, messages: number, loopDelayMs = 1): Figures => ({
  gauges: {
    ...{ people, members: people, visitors: 0, meetings: 0, memoryBytes: 1e8, loopDelayMs },
    ...{ poolBusy: 0, poolWaiting: 0, poolLimit: 0 },
  },
  counters: { messages, 'browser:Firefox:connected': messages },
});

/** A process whose figures the test says. */
function node(name: string) {
  let seen = figures(0, 0);
  const sampler = makeSampler({ db: server.adapters.db, clock, log, name, read: async () => seen });
  return async (next: Figures) => {
    seen = next;
    await sampler.sample();
  };
}

async function signUp(username: string) {
  const page = makeTestBrowser(server.app);
  const email = `${crypto.randomUUID()}@example.org`;
  await page.mutate('accounts.register', { username, email, password: 'a long password' });
  return page;
}

describe('what several processes saw', () => {
  beforeEach(() => server.adapters.db.nodeSample.deleteMany());
  const samples = () => createSamples({ db: server.adapters.db, clock });

  test('adds up, whichever of them is asked; of lateness the worst counts', async () => {
    const [one, other] = [node('one'), node('other')];
    await one(figures(3, 10, 5));
    await other(figures(4, 1, 80));
    const { gauges, counters, at } = await samples().series(1);
    expect([gauges.people.at(-1), gauges.loopDelayMs.at(-1), counters.messages.at(-1)]).toEqual([7, 80, 11]);
    expect(at).toHaveLength(60);
    expect(gauges.people.slice(0, -1).every((value) => value === null)).toBe(true);
    expect((await samples().nodes()).map(({ name, gauges: { people } }) => [name, people])).toEqual([
      ['one', 3],
      ['other', 4],
    ]);
  });

  test('counts what came since the last look once, in its minute', async () => {
    const one = node('one');
    await one(figures(1, 10));
    clock.move(20_000);
    await one(figures(1, 12));
    clock.move(60_000);
    await one(figures(1, 15));
    const { counters } = await samples().series(1);
    expect(counters.messages.filter((value) => value !== null).reduce((sum, value) => sum! + value!, 0)).toBe(15);
    expect(await samples().grown(24)).toEqual({ messages: 15, 'browser:Firefox:connected': 15 });
  });

  test('a process that tells nothing is silent, and then forgotten', async () => {
    await node('one')(figures(1, 1));
    clock.move(60_000);
    expect(await samples().nodes()).toMatchObject([{ name: 'one', isSilent: true }]);
    clock.move(15 * 60_000);
    expect(await samples().nodes()).toEqual([]);
  });

  test('is gone after two days', async () => {
    await node('one')(figures(1, 1));
    clock.move(49 * 3600_000);
    await samples().sweep();
    expect(await server.adapters.db.nodeSample.count()).toBe(0);
  });

  test('in longer spans the fullest minute of a step counts', async () => {
    const one = node('one');
    clock.move(15 * 60_000 - (clock.now().getTime() % (15 * 60_000)));
    await one(figures(2, 1));
    clock.move(60_000);
    await one(figures(9, 2));
    clock.move(60_000);
    await one(figures(1, 3));
    const { gauges, counters } = await samples().series(24);
    expect([gauges.people.at(-1), counters.messages.at(-1)]).toEqual([9, 3]);
  });
});

describe('the operator', () => {
  test('is whom the configuration names, however they write it; to others there is nothing', async () => {
    const oda = await signUp('ODA operator');
    const { data } = await oda.query('operator.overview');
    expect(data).toMatchObject({
      endings: [],
      open: { offered: 0, accepted: 0 },
      relay: { isOn: true, wholeBytes: 0 },
      setup: {
        turnUrls: ['turn:turn.example', 'turns:turn.example:443?transport=tcp'],
        turnSecrets: 1,
        hasMetrics: true,
      },
    });
    expect(JSON.stringify(data)).not.toContain('a secret of the test');
    expect((await oda.query('operator.isMe')).data).toBe(true);
    const stranger = await signUp('Stan');
    expect((await stranger.query('operator.isMe')).data).toBe(false);
    expect(await stranger.query('operator.overview')).toMatchObject({
      status: 404,
      error: { code: 'request.not_found' },
    });
  });

  test('keeps the name, so that nobody else gets it and the role; capitals make no difference', async () => {
    const oda = makeTestBrowser(server.app);
    await oda.mutate('accounts.logIn', { login: 'oda operator', password: 'a long password' });
    const rename = (username: string) => oda.mutate('accounts.updateProfile', { username });
    expect(await rename('Oda')).toMatchObject({ status: 409, error: { code: 'accounts.username_of_operator' } });
    expect((await rename('Oda OPERATOR')).data).toMatchObject({ username: 'Oda OPERATOR' });
    expect((await oda.query('operator.isMe')).data).toBe(true);
    const page = await signUp('Somebody');
    expect((await page.mutate('accounts.updateProfile', { username: 'Somebody else' })).status).toBe(200);
  });

  test('has a name that is somebody’s, or the log says so at the start', async () => {
    const before = await server.services.operator.unclaimed();
    expect(before).toEqual(['Nobody Yet']);
    await signUp('nobody yet');
    expect(await server.services.operator.unclaimed()).toEqual([]);
  });

  test('tries a job again that failed for good, or lets it go', async () => {
    const page = makeTestBrowser(server.app);
    await page.mutate('accounts.logIn', { login: 'oda operator', password: 'a long password' });
    const dead = {
      payload: {},
      state: 'dead',
      maxFailures: 1,
      failures: 1,
      createdAt: new Date(),
      endedAt: new Date(),
    };
    const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const { job } = server.adapters.db;
    await job.createMany({
      data: [one, other].map((id) => ({ id, kind: 'relay.sweep', lastError: 'Error: away', ...dead })),
    });
    const listed = (await page.query('operator.deadLetters')).data as { jobId: string; lastError: string }[];
    expect(new Set(listed.map(({ jobId }) => jobId))).toEqual(new Set([one, other]));
    await page.mutate('operator.retryJob', { jobId: one });
    await page.mutate('operator.discardJob', { jobId: other });
    expect((await page.query('operator.deadLetters')).data).toEqual([]);
    expect(await job.findMany({ where: { id: { in: [one, other] } } })).toMatchObject([{ id: one, state: 'waiting' }]);
    const again = await page.mutate('operator.discardJob', { jobId: other });
    expect(again.error?.code).toBe('jobs.not_found');
  });

  test('tries all of them again, or lets all go', async () => {
    const page = makeTestBrowser(server.app);
    await page.mutate('accounts.logIn', { login: 'oda operator', password: 'a long password' });
    const { job } = server.adapters.db;
    await job.deleteMany({});
    const dead = { kind: 'relay.sweep', payload: {}, state: 'dead', maxFailures: 1, failures: 1 };
    const waiting = { ...dead, state: 'waiting', failures: 0, dueAt: new Date() };
    const rows = [dead, dead, waiting].map((row) => ({ ...row, id: crypto.randomUUID(), createdAt: new Date() }));
    const states = async () => (await job.findMany({ orderBy: { state: 'asc' } })).map(({ state }) => state);
    await job.createMany({ data: rows });
    expect((await page.mutate('operator.retryDeadJobs')).error).toBeUndefined();
    expect(await states()).toEqual(['waiting', 'waiting', 'waiting']);
    await job.updateMany({
      where: { id: { in: rows.slice(0, 2).map(({ id }) => id) } },
      data: { state: 'dead', dueAt: null },
    });
    expect((await page.mutate('operator.discardDeadJobs')).error).toBeUndefined();
    expect(await states()).toEqual(['waiting']);
  });

  test('tries each TURN URL by itself, with credentials of its own', async () => {
    const page = makeTestBrowser(server.app);
    await page.mutate('accounts.logIn', { login: 'oda operator', password: 'a long password' });
    const { data } = await page.mutate('operator.turnTrials');
    const { turn } = data as { turn: { url: string; username: string }[] };
    expect(turn.map(({ url }) => url)).toEqual(['turn:turn.example', 'turns:turn.example:443?transport=tcp']);
    expect(new Set(turn.map(({ username }) => username)).size).toBe(2);
  });
});
