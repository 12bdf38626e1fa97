import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Chance } from '../../shared/transfers/ladder/simulation/chance.ts';
import { count, type JobsWorld, makeJobsWorld } from '../../testing/jobsWorld.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { jobKind } from './jobKind.ts';
import type { TakenJob } from './jobQueue.ts';

let database: OpenDatabase;
let world: JobsWorld;
beforeEach(async () => {
  database = await openTestDatabase();
  world = makeJobsWorld(database.db);
});
afterEach(() => database.close());

const LEASE_MS = 10_000;
const EVERY_MS = 25_000;
const tidy = jobKind('tidy', z.object({}).strict() as z.ZodType<Record<string, never>>, { maxFailures: 3 });

/**
 * Five workers that do anything at any time: take, renew, end, die without a word, and speak after they were taken for dead. Whatever they
 * do, of one job only the last who took it is heard, and in the end every job is done or a dead letter.
 */
describe.each([1, 2, 3, 4])('whatever workers do (seed %i)', (seed) => {
  it('a job has one owner, and none is lost', async () => {
    const chance = new Chance(seed);
    const below = (n: number) => (n === 0 ? 0 : chance.integer(0, n - 1));
    const schedules = world.schedules([{ kind: tidy, everyMs: EVERY_MS }]);
    await schedules.register();
    const held: { job: TakenJob; untilMs: number }[] = [];
    const added: string[] = [];
    const endings = new Map<string, number>();
    let slots = 0;
    const now = () => world.clock.now().getTime();
    const take = async () => {
      for (const job of await world.queue.claim(['count', 'tidy'], 1 + below(3), LEASE_MS)) {
        // Nobody else may think it is theirs: whoever held it has let its lease run out.
        for (const other of held) if (other.job.id === job.id) expect(other.untilMs).toBeLessThanOrEqual(now());
        held.push({ job, untilMs: now() + LEASE_MS });
      }
    };
    const isLast = ({ job }: (typeof held)[0]) =>
      !held.some((other) => other.job.id === job.id && other.job.attempt > job.attempt);
    const end = async (one: (typeof held)[0]) => {
      const wasLast = isLast(one);
      held.splice(held.indexOf(one), 1);
      const way = below(4);
      const heard =
        way === 0
          ? (await world.queue.fail(one.job, { error: 'by chance', retryMs: below(5000) })) !== null
          : way === 1
            ? await world.queue.handBack(one.job)
            : await world.queue.complete(one.job);
      if (heard) expect(wasLast).toBe(true);
      if (heard && way > 1) endings.set(one.job.id, (endings.get(one.job.id) ?? 0) + 1);
    };
    for (let step = 0; step < 250; step++) {
      const one = held[below(held.length)];
      const what = below(10);
      if (what < 2)
        added.push(await world.add(step, { delayMs: below(3000), ...(below(3) === 0 && { key: `k${below(3)}` }) }));
      else if (what < 5) await take();
      else if (what < 7 && one) await end(one);
      else if (what === 7 && one) {
        const isKept = await world.queue.renew(one.job, LEASE_MS);
        if (isKept) one.untilMs = now() + LEASE_MS;
        if (!isLast(one)) expect(isKept).toBe(false);
      } else if (what === 8) world.clock.move(below(LEASE_MS));
      else {
        const written = await Promise.all([1, 2, 3].map(() => schedules.enqueueDue()));
        expect(written.filter((jobs) => jobs > 0).length).toBeLessThanOrEqual(1);
        slots += written.reduce((sum, jobs) => sum + jobs, 0);
        await world.queue.buryVanished();
      }
      const open = await world.db.job.count({ where: { scheduleName: 'tidy', state: { in: ['waiting', 'running'] } } });
      expect(open).toBeLessThanOrEqual(1);
    }
    expect(slots).toBeGreaterThan(0);

    // From here on everyone behaves, and only what ran out of attempts is not done.
    for (let round = 0; round < 100; round++) {
      world.clock.move(LEASE_MS);
      await world.queue.buryVanished();
      for (const job of await world.queue.claim(['count', 'tidy'], 100, LEASE_MS)) {
        if (await world.queue.complete(job)) endings.set(job.id, (endings.get(job.id) ?? 0) + 1);
      }
    }
    for (const times of endings.values()) expect(times).toBe(1);
    const rows = await world.db.job.findMany({ where: { kind: count.name } });
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(added));
    for (const { id, state, failures } of rows) {
      expect(state).toBe(endings.has(id) ? 'done' : 'dead');
      if (state === 'dead') expect(failures).toBe(count.maxFailures);
    }
    expect(endings.size).toBeGreaterThan(0);
  });
});
