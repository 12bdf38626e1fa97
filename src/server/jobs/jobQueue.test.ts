import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { count, type JobsWorld, makeJobsWorld } from '../../testing/jobsWorld.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { jobKind } from './jobKind.ts';

let database: OpenDatabase;
let world: JobsWorld;
beforeEach(async () => {
  database = await openTestDatabase();
  world = makeJobsWorld(database.db);
});
afterEach(() => database.close());

const LEASE_MS = 30_000;

describe('taking jobs', () => {
  it('a job is taken once, with what it was given', async () => {
    const id = await world.add(7);
    expect(await world.claim()).toEqual([
      { id, kind: 'count', payload: { n: 7 }, attempt: 1, failures: 0, scheduleName: null },
    ]);
    expect(await world.claim()).toEqual([]);
  });

  it('of a hundred jobs and twenty who take at once each job goes to one', async () => {
    for (let n = 0; n < 100; n++) await world.add(n);
    const taken = (await Promise.all(Array.from({ length: 20 }, () => world.claim(5)))).flat();
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
    expect(taken.length).toBeLessThanOrEqual(100);
    // Who found what others were just taking may have left some.
    while (taken.length < 100) {
      const more = await world.claim(5);
      expect(more.length).toBeGreaterThan(0);
      taken.push(...more);
    }
    expect(taken.map(({ payload }) => (payload as { n: number }).n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, n) => n),
    );
  });

  it('no more are taken than asked for, the urgent first, then those that are due longest', async () => {
    const urgent = jobKind('count', count.payload, { priority: 1 });
    await world.add(2);
    world.clock.move(1000);
    await world.add(3);
    await world.queue.enqueue(world.db, urgent, { n: 1 });
    const order = [];
    for (let i = 0; i < 3; i++) order.push(...(await world.claim(1)));
    expect(order.map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('a job is left alone before its time, and by those who do not know its kind', async () => {
    await world.add(1, { delayMs: 5000 });
    expect(await world.claim()).toEqual([]);
    world.clock.move(5000);
    expect(await world.queue.claim(['other'], 10, LEASE_MS)).toEqual([]);
    expect(await world.claim()).toHaveLength(1);
  });
});

describe('asking for jobs', () => {
  it('a job comes with its fact or not at all', async () => {
    const failing = world.db.$transaction(async (tx) => {
      await world.queue.enqueue(tx, count, { n: 1 });
      throw new Error('the fact did not hold');
    });
    await expect(failing).rejects.toThrow('did not hold');
    expect(await world.claim()).toEqual([]);
    await world.db.$transaction((tx) => world.queue.enqueue(tx, count, { n: 2 }));
    expect(await world.claim()).toHaveLength(1);
  });

  it('what does not fit its kind is refused before it is written', async () => {
    await expect(world.queue.enqueue(world.db, count, { n: 'one' } as never)).rejects.toThrow(z.ZodError);
    expect(await world.db.job.count()).toBe(0);
  });

  it('with one key one job waits, brought forward by whoever needs it sooner', async () => {
    const first = await world.add(1, { key: 'k', delayMs: 60_000 });
    expect(await world.add(2, { key: 'k', delayMs: 90_000 })).toBe(first);
    world.clock.move(1000);
    expect(await world.claim()).toEqual([]);
    expect(await world.add(3, { key: 'k' })).toBe(first);
    expect((await world.claim()).map(({ id }) => id)).toEqual([first]);
  });

  it('once it was taken the key is free: what is asked for then may have changed meanwhile', async () => {
    const first = await world.add(1, { key: 'k' });
    await world.claim();
    const second = await world.add(2, { key: 'k' });
    expect(second).not.toBe(first);
    expect((await world.claim()).map(({ id }) => id)).toEqual([second]);
  });

  // PGlite is one connection, so nobody can come between.
  it.runIf(process.env.TEST_DATABASE_URL)(
    'a job that a fact relies on is not taken before the fact is there',
    async () => {
      await world.add(1, { key: 'k' });
      await world.db.$transaction(async (tx) => {
        await world.queue.enqueue(tx, count, { n: 1 }, { key: 'k' });
        expect(await world.claim()).toEqual([]);
      });
      expect(await world.claim()).toHaveLength(1);
    },
  );
});

describe('leases', () => {
  it('a job whose lease ran out goes to another, and the first one’s word counts no more', async () => {
    await world.add(1);
    const [first] = await world.claim();
    world.clock.move(LEASE_MS - 1);
    expect(await world.claim()).toEqual([]);
    world.clock.move(1);
    const [second] = await world.claim();
    expect(second).toMatchObject({ id: first!.id, attempt: 2, failures: 1 });
    expect(await world.queue.renew(first!, LEASE_MS)).toBe(false);
    expect(await world.queue.fail(first!, { error: 'late', retryMs: 0 })).toBeNull();
    expect(await world.queue.handBack(first!)).toBe(false);
    expect(await world.queue.complete(first!)).toBe(false);
    expect(await world.row(first!.id)).toMatchObject({ state: 'running', attempt: 2, lastError: null });
    expect(await world.queue.complete(second!)).toBe(true);
    expect(await world.queue.complete(second!)).toBe(false);
  });

  it('a lease that is renewed does not run out', async () => {
    await world.add(1);
    const [job] = await world.claim();
    for (let i = 0; i < 5; i++) {
      world.clock.move(LEASE_MS - 1);
      expect(await world.queue.renew(job!, LEASE_MS)).toBe(true);
      expect(await world.claim()).toEqual([]);
    }
  });

  it('what takes every worker down with it is given up', async () => {
    const id = await world.add(1);
    for (let i = 0; i < count.maxFailures; i++) {
      expect(await world.queue.buryVanished()).toEqual([]);
      expect(await world.claim()).toHaveLength(1);
      world.clock.move(LEASE_MS);
    }
    expect(await world.claim()).toEqual([]);
    expect(await world.queue.buryVanished()).toEqual([{ id, kind: 'count' }]);
    expect(await world.row(id)).toMatchObject({
      state: 'dead',
      failures: 3,
      lastError: expect.stringMatching('vanished'),
    });
  });

  it('handing back is no failure, and it can be taken at once', async () => {
    await world.add(1);
    for (let i = 1; i <= 10; i++) {
      const [job] = await world.claim();
      expect(job).toMatchObject({ attempt: i, failures: 0 });
      expect(await world.queue.handBack(job!)).toBe(true);
    }
  });

  it('where nobody else can be, what ran before is taken up at once', async () => {
    await world.add(1);
    await world.claim();
    expect(await world.queue.takeBackAll()).toBe(1);
    expect(await world.claim()).toMatchObject([{ attempt: 2, failures: 1 }]);
  });
});

describe('failing', () => {
  it('it is tried again after its pause, and is a dead letter after the last failure', async () => {
    const id = await world.add(1);
    for (const [retryMs, state] of [
      [1000, 'waiting'],
      [2000, 'waiting'],
      [4000, 'dead'],
    ] as const) {
      const [job] = await world.claim();
      expect(await world.queue.fail(job!, { error: `after ${retryMs}`, retryMs })).toBe(state);
      world.clock.move(retryMs - 1);
      expect(await world.claim()).toEqual([]);
      world.clock.move(1);
    }
    expect(await world.claim()).toEqual([]);
    expect(await world.row(id)).toMatchObject({ state: 'dead', failures: 3, lastError: 'after 4000', dueAt: null });
  });

  it('what is hopeless is not tried again', async () => {
    await world.add(1);
    const [job] = await world.claim();
    expect(await world.queue.fail(job!, { error: 'no use', retryMs: null })).toBe('dead');
  });
});

it('what was done is forgotten in time, dead letters later, and what is open never', async () => {
  const [done, dead, open] = [await world.add(1), await world.add(2), await world.add(3, { delayMs: 3_600_000 })];
  for (const job of await world.claim()) {
    if (job.id === done) await world.queue.complete(job);
    else await world.queue.fail(job, { error: 'no', retryMs: null });
  }
  const left = async () => (await world.db.job.findMany({ select: { id: true } })).map(({ id }) => id).sort();
  const kept = { doneMs: 1000, deadMs: 5000 };
  expect(await world.queue.sweep(kept)).toBe(0);
  world.clock.move(1000);
  await world.queue.sweep(kept);
  expect(await left()).toEqual([dead, open].sort());
  world.clock.move(4000);
  await world.queue.sweep(kept);
  expect(await left()).toEqual([open]);
});
