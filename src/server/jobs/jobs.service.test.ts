import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JobId } from '../../shared/core/ids.ts';
import { deadLetter, jobsOverview } from '../../shared/jobs/jobs.ts';
import { type JobsWorld, makeJobsWorld } from '../../testing/jobsWorld.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';

let database: OpenDatabase;
let world: JobsWorld;
beforeEach(async () => {
  database = await openTestDatabase();
  world = makeJobsWorld(database.db);
});
afterEach(() => database.close());

async function die(n = 1): Promise<JobId> {
  const id = await world.add(n);
  const [job] = await world.claim();
  await world.queue.fail(job!, { error: 'Error: no', retryMs: null });
  return id;
}

it('an operator sees what waits, what runs, what died, and how long the oldest could have been taken', async () => {
  expect(await world.service.overview()).toEqual({ kinds: [], schedules: [], lagMs: 0 });
  await die();
  await world.add(2);
  await world.claim();
  await world.add(3);
  world.clock.move(4000);
  await world.add(4, { delayMs: 1000 });
  const overview = jobsOverview.parse(await world.service.overview());
  expect(overview.kinds).toEqual([{ kind: 'count', waiting: 2, running: 1, dead: 1, lagMs: 4000 }]);
  expect(overview.lagMs).toBe(4000);
});

it('a dead letter tells why it died and not what it was about', async () => {
  const id = await die();
  const [letter] = await world.service.deadLetters();
  expect(deadLetter.strict().parse(letter)).toMatchObject({
    jobId: id,
    kind: 'count',
    failures: 1,
    lastError: 'Error: no',
  });
});

it('a dead letter can be tried again, as often as a new job', async () => {
  const id = await die();
  await world.service.retry(id);
  expect(await world.service.deadLetters()).toEqual([]);
  expect(await world.claim()).toMatchObject([{ id, failures: 0 }]);
  await expect(world.service.retry(id)).rejects.toMatchObject({ code: 'jobs.not_found' });
});

it('a dead letter can be discarded, and nothing else can', async () => {
  const id = await die();
  const waiting = (await world.add(2)) as JobId;
  await world.service.discard(id);
  for (const gone of [id, waiting, randomUUID() as JobId]) {
    await expect(world.service.discard(gone)).rejects.toMatchObject({ code: 'jobs.not_found' });
  }
  expect(await world.db.job.count()).toBe(1);
});
