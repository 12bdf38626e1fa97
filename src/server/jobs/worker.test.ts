import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { count, type JobsWorld, makeJobsWorld } from '../../testing/jobsWorld.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { HopelessError, handle, type JobHandler, type JobRun } from './jobKind.ts';
import type { JobQueue } from './jobQueue.ts';
import type { WorkerParts } from './worker.ts';

let database: OpenDatabase;
let world: JobsWorld;
let outcomes: string[];
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  database = await openTestDatabase();
  world = makeJobsWorld(database.db);
  outcomes = [];
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await database.close();
});

const never = new Promise<never>(() => {});
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

function makeWorker(handlers: JobHandler[], more: Partial<WorkerParts> = {}) {
  const times = { lookMs: 5, tendMs: 5, leaseMs: 30_000, drainMs: 20, stopMs: 20, ...more.times };
  const observe = (_name: string, labels: { outcome?: string }) => void outcomes.push(labels.outcome ?? '');
  return world.worker(handlers, { ...more, times, meters: { observe } });
}

function start(handlers: JobHandler[], more: Partial<WorkerParts> = {}) {
  const work = makeWorker(handlers, more).start();
  stops.push(work.stop);
  return work;
}

/** The queue with some of its calls answered otherwise. */
const queueWith = (change: Partial<JobQueue>): JobQueue => ({ ...world.queue, ...change });

describe('doing jobs', () => {
  it('workers share what there is: each job is done once, and no worker does more at once than it may', async () => {
    const done: number[] = [];
    const ids = new Set<string>();
    for (let n = 0; n < 40; n++) ids.add(await world.add(n));
    let atOnce = 0;
    let most = 0;
    const handler = handle(count, async ({ n }, { jobId }) => {
      most = Math.max(most, ++atOnce);
      await world.row(jobId);
      done.push(n);
      atOnce--;
    });
    for (let i = 0; i < 4; i++) start([handler], { atOnce: 2 });
    await vi.waitFor(async () => expect(await world.db.job.count({ where: { state: 'done' } })).toBe(40), 20_000);
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(most).toBeLessThanOrEqual(8);
    expect(outcomes).toEqual(Array(40).fill('done'));
  });

  it('a job that comes while a worker has nothing to do is done', async () => {
    start([handle(count, async () => {})]);
    const id = await world.add(1);
    await vi.waitFor(async () => expect(await world.row(id)).toMatchObject({ state: 'done', key: null }), 10_000);
  });

  it('a job that fails comes again after longer and longer pauses, and is a dead letter in the end', async () => {
    const tried: number[] = [];
    const begun = world.clock.now().getTime();
    const handler = handle(count, async () => {
      tried.push(world.clock.now().getTime() - begun);
      throw new Error('first line\nno such place');
    });
    const worker = makeWorker([handler], { random: () => 1 });
    const id = await world.add(1);
    for (let second = 0; second < 20; second++) {
      await worker.take();
      await worker.settle();
      world.clock.move(1000);
    }
    expect(tried).toEqual([0, 2000, 6000]);
    expect(outcomes).toEqual(['waiting', 'waiting', 'dead']);
    expect(await world.row(id)).toMatchObject({ state: 'dead', lastError: 'Error: no such place' });
  });

  it('what is hopeless, or does not fit its kind any more, is not tried again', async () => {
    const worker = makeWorker([
      handle(count, async () => {
        throw new HopelessError('not a video');
      }),
    ]);
    const id = await world.add(1);
    const old = randomUUID();
    await world.db.job.create({
      data: { ...(await world.row(id)), id: old, payload: { m: 'of an earlier version' } },
    });
    await worker.take();
    await worker.settle();
    expect(await world.row(id)).toMatchObject({ state: 'dead', lastError: 'HopelessError: not a video' });
    expect(await world.row(old)).toMatchObject({ state: 'dead', lastError: expect.stringMatching('does not fit') });
  });

  it('what takes too long has failed, also when it does not listen', async () => {
    const worker = makeWorker([handle({ ...count, longestMs: 10 }, () => never)]);
    const id = await world.add(1);
    await worker.take();
    await worker.settle();
    expect(await world.row(id)).toMatchObject({
      state: 'waiting',
      failures: 1,
      lastError: expect.stringMatching('long'),
    });
  });
});

describe('a lease', () => {
  it('is held for as long as a job takes', async () => {
    let renewed = 0;
    const queue = queueWith({ renew: async (...args) => ++renewed > 0 && world.queue.renew(...args) });
    const handler = handle(count, () => vi.waitFor(() => expect(renewed).toBeGreaterThan(4), 10_000));
    const worker = makeWorker([handler], { queue, times: { leaseMs: 3000 } });
    const id = await world.add(1);
    await worker.take();
    await worker.settle();
    expect(await world.row(id)).toMatchObject({ state: 'done', attempt: 1 });
  });

  it('that another worker has by now stops the handler, and nothing is written over the other’s', async () => {
    let run: JobRun | undefined;
    const handler = handle(count, (_, facts) => {
      run = facts;
      return untilAborted(facts.signal);
    });
    const worker = makeWorker([handler], { times: { leaseMs: 60 } });
    const id = await world.add(1);
    await worker.take();
    world.clock.move(10_000);
    // The worker renews its lease all along, so the other has to come between.
    const other = await vi.waitFor(async () => {
      world.clock.move(10_000);
      const [taken] = await world.claim();
      expect(taken).toBeDefined();
      return taken;
    }, 10_000);
    await worker.settle();
    expect(run?.signal.reason).toMatchObject({ why: 'lease lost' });
    expect(outcomes).toEqual(['lost']);
    expect(await world.row(id)).toMatchObject({ state: 'running', attempt: other!.attempt });
  });

  it('that cannot be renewed for as long as it lasts counts as lost', async () => {
    const queue = queueWith({ renew: () => Promise.reject(new Error('the database is away')) });
    const worker = makeWorker([handle(count, (_, { signal }) => untilAborted(signal))], {
      queue,
      times: { leaseMs: 60 },
    });
    await world.add(1);
    await worker.take();
    await worker.settle();
    expect(outcomes).toEqual(['lost']);
  });

  it('of a worker that hangs is taken over: what the hanging one says in the end is refused', async () => {
    let goOn!: () => void;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    // As if the process stood still: it renews nothing.
    const queue = queueWith({ renew: () => never });
    const hanging = makeWorker([handle(count, () => gate)], { queue });
    const id = await world.add(1);
    await hanging.take();
    world.clock.move(30_000);
    const [other] = await world.claim();
    goOn();
    await hanging.settle();
    expect(outcomes).toEqual(['lost']);
    expect(await world.row(id)).toMatchObject({ state: 'running', attempt: other!.attempt });
  });
});

describe('a database that is away', () => {
  it('for a moment costs nothing of what was done', async () => {
    let asked = 0;
    const queue = queueWith({
      complete: async (job) => {
        if (++asked === 1) throw new Error('the database is away');
        return world.queue.complete(job);
      },
    });
    const worker = makeWorker([handle(count, async () => {})], { queue });
    const id = await world.add(1);
    await worker.take();
    await worker.settle();
    expect(await world.row(id)).toMatchObject({ state: 'done', attempt: 1 });
  });

  it('is asked again, from the start and later', async () => {
    let away = 3;
    const queue = queueWith({
      claim: async (...args) => {
        if (away-- > 0) throw new Error('the database is away');
        return world.queue.claim(...args);
      },
    });
    const id = await world.add(1);
    const work = start([handle(count, async () => {})], { queue });
    await vi.waitFor(() => expect(work.isWell()).toBe(false), { timeout: 10_000, interval: 1 });
    await vi.waitFor(async () => expect(await world.row(id)).toMatchObject({ state: 'done' }), 10_000);
    await vi.waitFor(() => expect(work.isWell()).toBe(true), 10_000);
  });
});

it('a worker whose question is never answered is not well; one that waits for its jobs is', async () => {
  const patient = start([handle(count, () => never)], { atOnce: 1, times: { answerMs: 30 } });
  const id = await world.add(1);
  await vi.waitFor(async () => expect(await world.row(id)).toMatchObject({ state: 'running' }), 10_000);
  const stuck = start([], { queue: queueWith({ claim: () => never }), times: { answerMs: 30 } });
  await vi.waitFor(() => expect(stuck.isWell()).toBe(false), 10_000);
  await vi.waitFor(() => expect(patient.isWell()).toBe(true), 10_000);
});

describe('the end of a worker', () => {
  it('waits for what is nearly done', async () => {
    let finish!: () => void;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const work = start([handle(count, () => gate)], { times: { drainMs: 60_000 } });
    const id = await world.add(1);
    await vi.waitFor(async () => expect(await world.row(id)).toMatchObject({ state: 'running' }), 10_000);
    const late = await world.add(2);
    const stopped = work.stop();
    const another = await world.add(3);
    finish();
    await stopped;
    expect(await world.row(id)).toMatchObject({ state: 'done' });
    expect((await world.row(another)).state).toBe('waiting');
    expect(['waiting', 'done']).toContain((await world.row(late)).state);
  });

  it('hands back what takes long, which another then does at once, and it has not failed', async () => {
    const work = start([handle(count, (_, { signal }) => untilAborted(signal))]);
    const id = await world.add(1);
    await vi.waitFor(async () => expect(await world.row(id)).toMatchObject({ state: 'running' }), 10_000);
    await work.stop();
    expect(outcomes).toEqual(['handed back']);
    expect(await world.claim()).toMatchObject([{ id, failures: 0, attempt: 2 }]);
  });

  it('does not wait for what does not listen', async () => {
    const work = start([handle(count, () => never)]);
    const id = await world.add(1);
    await vi.waitFor(async () => expect(await world.row(id)).toMatchObject({ state: 'running' }), 10_000);
    await work.stop();
    expect(await world.row(id)).toMatchObject({ state: 'waiting', failures: 0 });
  });
});

it('a worker that is alone takes up what the one before left, without waiting for its lease', async () => {
  const id = await world.add(1);
  await world.claim();
  start([handle(count, async () => {})], { isAlone: true });
  await vi.waitFor(async () => expect(await world.row(id)).toMatchObject({ state: 'done', attempt: 2 }), 10_000);
});
