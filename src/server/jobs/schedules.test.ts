import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type JobsWorld, makeJobsWorld } from '../../testing/jobsWorld.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { handle, jobKind } from './jobKind.ts';
import type { Schedule } from './schedules.ts';

let database: OpenDatabase;
let world: JobsWorld;
beforeEach(async () => {
  database = await openTestDatabase();
  world = makeJobsWorld(database.db);
});
afterEach(() => database.close());

const nothing = z.object({}).strict() as z.ZodType<Record<string, never>>;
const EVERY_MS = 60_000;
const schedule = (name: string, everyMs = EVERY_MS): Schedule => ({
  kind: jobKind(name, nothing, { maxFailures: 2 }),
  everyMs,
});
const take = () => world.queue.claim(['tidy'], 10, 30_000);
const state = async () => (await world.service.overview()).schedules.find(({ name }) => name === 'tidy');

it('each slot is one run, however many workers there are', async () => {
  const runs: number[] = [];
  const tidy = schedule('tidy');
  const other = schedule('other', 30_000);
  const workers = Array.from({ length: 5 }, () => {
    const schedules = world.schedules([tidy, other]);
    const handlers = [
      handle(tidy.kind, async () => void runs.push(world.clock.now().getTime())),
      handle(other.kind, async () => {}),
    ];
    return world.worker(handlers, { schedules });
  });
  await Promise.all(workers.map((worker) => worker.arrive()));
  const turn = () =>
    Promise.all(
      workers.map(async (worker) => {
        await worker.tend();
        await worker.take();
        await worker.settle();
      }),
    );
  for (let second = 0; second < 600; second += 10) {
    await turn();
    // Who was passed over while others held the row comes again.
    await turn();
    world.clock.move(10_000);
  }
  // The clock starts on a full minute.
  expect(runs).toHaveLength(10);
  expect(runs.map((at) => at % EVERY_MS)).toEqual(runs.map(() => 0));
});

it('slots that nobody was there for are one run', async () => {
  const schedules = world.schedules([schedule('tidy')]);
  await schedules.register();
  world.clock.move(EVERY_MS * 100 + 1);
  expect(await schedules.enqueueDue()).toBe(1);
  expect(await schedules.enqueueDue()).toBe(0);
  const next = new Date((await state())!.nextAt).getTime();
  expect(next % EVERY_MS).toBe(0);
  expect(next - world.clock.now().getTime()).toBe(EVERY_MS - 1);
});

it('a run that takes longer than a slot does not meet itself, also when its worker dies', async () => {
  const schedules = world.schedules([schedule('tidy')]);
  await schedules.register();
  await schedules.enqueueDue();
  const [slow] = await take();
  world.clock.move(EVERY_MS);
  await world.queue.renew(slow!, 30_000);
  expect(await schedules.enqueueDue()).toBe(0);
  world.clock.move(30_000);
  expect(await take()).toMatchObject([{ id: slow!.id, attempt: 2 }]);
});

it('its row tells how the last run went, and a good one leaves nothing else behind', async () => {
  const schedules = world.schedules([schedule('tidy')]);
  await schedules.register();
  for (let round = 0; round < 2; round++) {
    await schedules.enqueueDue();
    for (let attempt = 0; attempt < 2; attempt++) {
      const [job] = await take();
      await world.queue.fail(job!, { error: 'Error: no disk', retryMs: 0 });
    }
    expect(await state()).toMatchObject({ lastOutcome: 'dead', lastError: 'Error: no disk' });
    // One letter for each schedule is enough.
    expect(await world.service.deadLetters()).toHaveLength(1);
    world.clock.move(EVERY_MS);
  }
  await schedules.enqueueDue();
  const [job] = await take();
  world.clock.move(1500);
  expect(await world.queue.complete(job!)).toBe(true);
  const after = (await state())!;
  expect(after).toMatchObject({ lastOutcome: 'done', lastError: null, isLate: false });
  expect(new Date(after.lastEndedAt!).getTime() - new Date(after.lastStartedAt!).getTime()).toBe(1500);
  expect(await world.db.job.count()).toBe(0);
});

it('a schedule whose worker vanishes for good is told as dead, and comes again with its next slot', async () => {
  const schedules = world.schedules([schedule('tidy')]);
  await schedules.register();
  await schedules.enqueueDue();
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(await take()).toHaveLength(1);
    world.clock.move(30_000);
  }
  expect(await world.queue.buryVanished()).toHaveLength(1);
  expect(await state()).toMatchObject({ lastOutcome: 'dead', lastError: expect.stringMatching('vanished') });
  expect(await schedules.enqueueDue()).toBe(1);
});

it('another period counts from the next slot on; a start alone makes everything due', async () => {
  await world.schedules([schedule('tidy')]).register();
  await world.schedules([schedule('tidy')]).enqueueDue();
  const hourly = world.schedules([schedule('tidy', 3_600_000)]);
  await hourly.register();
  expect(await state()).toMatchObject({ everyMs: 3_600_000, nextAt: '2026-06-01T12:01:00.000Z' });
  expect(await hourly.enqueueDue()).toBe(0);
  await world.queue.complete((await take())[0]!);
  await hourly.register({ isDueNow: true });
  expect(await hourly.enqueueDue()).toBe(1);
});

it('what no worker takes is late', async () => {
  await world.schedules([schedule('tidy')]).register();
  world.clock.move(60_001);
  expect(await state()).toMatchObject({ isLate: true });
});
