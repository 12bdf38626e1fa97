import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from './database.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** SQLSTATE of a refusal. */
const stateOf = (error: unknown) => /\b\d[\dA-Z]{4}\b/.exec(JSON.stringify((error as { meta?: unknown }).meta))?.[0];

describe('a statement', () => {
  it('is answered anew each time, with other values', async () => {
    for (let n = 0; n < 10; n++) {
      expect(await database.db.$queryRaw`SELECT ${n}::int AS n, ${`ü${n}`} AS word`).toEqual([{ n, word: `ü${n}` }]);
    }
  });

  it('that is refused while it is read, bound or run leaves the next one as it was', async () => {
    const { db } = database;
    for (let n = 0; n < 2; n++) {
      const refused = [
        db.$queryRaw`SELECT nothing_of_this_name`,
        db.$queryRaw`SELECT ${'no number'}::text::int`,
        db.$queryRaw`SELECT 1 / ${0}::int`,
      ];
      const states = await Promise.all(refused.map((each) => each.then(() => 'done', stateOf)));
      expect(states).toEqual(['42703', '22P02', '22012']);
      expect(await db.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    }
  });

  it('of many at once gets its own answer', async () => {
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    const answers = await Promise.all(
      numbers.map((n) => database.db.$queryRaw<{ n: number }[]>`SELECT ${n}::int AS n`),
    );
    expect(answers.map(([row]) => row!.n)).toEqual(numbers);
  });

  it('among many that are refused, some in transactions, gets its own answer, too', async () => {
    const { db } = database;
    const work = [
      () => db.$queryRaw`SELECT 1 / ${0}::int`,
      (n: number) => db.$queryRaw`SELECT ${n}::int AS n`,
      (n: number) => db.$transaction((tx) => tx.$queryRaw`SELECT ${n}::int AS n`, { maxWait: 60_000 }),
      () => db.$transaction((tx) => tx.$queryRaw`SELECT 1 / ${0}::int`, { maxWait: 60_000 }),
    ];
    const asked = Array.from({ length: 200 }, (_, n) => work[n % work.length]!(n).catch(stateOf));
    const expected = asked.map((_, n) => ['22012', [{ n }], [{ n }], '22012'][n % work.length]);
    expect(await Promise.all(asked)).toEqual(expected);
  });
});

describe('a transaction', () => {
  const schedule = { name: 'sweep', everyMs: 1000, nextAt: new Date() };

  it('that fails is as if it had never been, and what waited beside it goes on', async () => {
    const { db } = database;
    let beside: Promise<number> | undefined;
    const failing = db.$transaction(async (tx) => {
      await tx.jobSchedule.create({ data: schedule });
      // It begins now: what Prisma promises does not until somebody waits for it.
      beside = db.jobSchedule.count().then((count) => count);
      await tx.jobSchedule.create({ data: schedule });
    });
    await expect(failing).rejects.toMatchObject({ code: 'P2002' });
    expect(await beside).toBe(0);
    expect(await db.jobSchedule.count()).toBe(0);
  });

  it('whose end is refused was not done', async () => {
    const { db } = database;
    const ending = db.$transaction(async (tx) => {
      await tx.jobSchedule.create({ data: schedule });
      await tx.$executeRaw`CREATE TEMP TABLE twins (n int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP`;
      await tx.$executeRaw`INSERT INTO twins VALUES (1), (1)`;
    });
    await expect(ending).rejects.toThrow('UniqueConstraintViolation');
    expect(await db.jobSchedule.count()).toBe(0);
  });
});
