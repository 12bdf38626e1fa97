import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PrismaClient } from '../../generated/prisma/client.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import { watchStores } from '../storeFigures.ts';
import type { OpenDatabase } from './database.ts';
import { makePinoLog } from './pinoLog.ts';
import { makePromMeters } from './promMeters.ts';
import { makeQueryMeter, timed } from './timedQueries.ts';

const meters = makePromMeters();
let database: OpenDatabase;
let db: PrismaClient;
let written = '';
/** What each query counts as, whatever it took. */
let slowMs = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  const destination = {
    write: (line: string) => {
      written += line;
    },
  };
  const log = makePinoLog('info', meters, destination);
  const heard = (sql: string, ms: number) => makeQueryMeter(meters, log, slowMs)(sql, ms);
  db = new PrismaClient({ adapter: timed(database.factory, heard) });
});
beforeEach(() => {
  written = '';
});
afterAll(async () => {
  meters.stop();
  await database.close();
});

test('a slow query is counted, and logged without its values', async () => {
  slowMs = 0;
  await db.account.findMany({ where: { username: 'nobody may read this name' } });
  expect(JSON.parse(written.split('\n')[0]!)).toMatchObject({ level: 'warn', msg: 'slow query' });
  expect(written).toMatch(/FROM \\"public\\"\.\\"users\\"/);
  expect(written).not.toContain('nobody may read');
  expect(await meters.sum('spotlight_slow_queries_total')).toBeGreaterThan(0);
});

test('a fast one is only measured, in a transaction too', async () => {
  slowMs = 60_000;
  const before = await meters.sum('spotlight_query_duration_seconds_count');
  await db.$transaction(async (tx) => {
    await tx.account.count();
    await tx.account.count();
  });
  expect((await meters.sum('spotlight_query_duration_seconds_count')) - before).toBeGreaterThanOrEqual(2);
  expect(written).toBe('');
});

test('one that fails counts, and its error goes on as it was', async () => {
  const before = await meters.sum('spotlight_query_duration_seconds_count');
  await expect(db.$queryRaw`SELECT * FROM no_such_table`).rejects.toThrow(/no_such_table/);
  expect((await meters.sum('spotlight_query_duration_seconds_count')) - before).toBe(1);
});

// PGlite is one connection in this very process.
test.runIf(process.env.TEST_DATABASE_URL)('the pool tells how many of its connections are busy', async () => {
  const gauge = makePromMeters();
  const relay = { bytes: { freeBytes: async () => 0 }, settings: { maxBytes: 1 } };
  watchStores(gauge, { db: database.db, relay, pool: database.pool, poolLimit: 10 });
  await database.db.$transaction(async (tx) => {
    await tx.account.count();
    expect(await gauge.sum('spotlight_db_pool', { state: 'busy' })).toBe(1);
    expect(await gauge.sum('spotlight_db_pool', { state: 'limit' })).toBe(10);
  });
  gauge.stop();
});
