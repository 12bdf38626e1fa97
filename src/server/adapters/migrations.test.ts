import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from './database.ts';
import { applyMigrations } from './migrations.ts';

let database: OpenDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

test('a database that has seen them all has nothing applied again', async () => {
  expect(await applyMigrations(database, 'prisma')).toEqual([]);
});

test('one that failed before is not passed over, though all others are there', async () => {
  const failed = 'of another node';
  await database.db.$executeRaw`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, applied_steps_count)
    VALUES (${failed}, '', ${failed}, 'what went wrong', 0)`;
  try {
    await expect(applyMigrations(database, 'prisma')).rejects.toThrow();
  } finally {
    await database.db.$executeRaw`DELETE FROM _prisma_migrations WHERE id = ${failed}`;
  }
});

test('one that is missing is applied', async () => {
  const [last] = await database.db.$queryRaw<{ id: string; name: string }[]>`
    SELECT id, migration_name AS name FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1`;
  await database.db.$executeRaw`UPDATE _prisma_migrations SET migration_name = 'earlier' WHERE id = ${last!.id}`;
  try {
    // Its tables are there already, so it fails; what matters is that it was tried.
    await expect(applyMigrations(database, 'prisma')).rejects.toThrow(last!.name);
  } finally {
    await database.db.$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name = ${last!.name}`;
    await database.db.$executeRaw`UPDATE _prisma_migrations SET migration_name = ${last!.name} WHERE id = ${last!.id}`;
  }
});

/** The migrations, and one more with this script; what it leaves is taken away. */
async function withOneMore(script: string, work: (folder: string, name: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  const name = '99990101000000_half';
  cpSync('prisma', folder, { recursive: true });
  mkdirSync(join(folder, 'migrations', name));
  writeFileSync(join(folder, 'migrations', name, 'migration.sql'), script);
  try {
    await work(folder, name);
  } finally {
    await database.db.$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name = ${name}`;
    await database.db.$executeRaw`DROP TABLE IF EXISTS half`;
    rmSync(folder, { recursive: true });
  }
}
const halfTable = () => database.db.$queryRaw`SELECT to_regclass('half')::text AS half`;

test('one that fails in the middle has done nothing', () =>
  withOneMore('CREATE TABLE half (n int);\nINSERT INTO half VALUES (1 / 0);\n', async (folder) => {
    await expect(applyMigrations(database, folder)).rejects.toThrow(/division by zero/);
    expect(await halfTable()).toEqual([{ half: null }]);
    // It stays a matter for a person.
    await expect(applyMigrations(database, folder)).rejects.toThrow();
  }));

/** The database as it is met by a process that is killed before its migration's script is done, or right after it. */
function killed(when: 'before' | 'after'): OpenDatabase {
  let isDead = false;
  const unlessDead = <T extends object>(target: T, name: keyof T, dies: boolean) => {
    const does = target[name] as (...given: unknown[]) => Promise<unknown>;
    const wrapped = async (...given: unknown[]) => {
      if (dies && when === 'before') isDead = true;
      if (isDead) throw new Error('killed');
      const answer = await does.apply(target, given);
      if (dies) isDead = true;
      return answer;
    };
    return { [name]: wrapped } as Partial<T>;
  };
  const connect = async () => {
    const adapter = await database.factory.connect();
    const pool = (adapter as unknown as { underlyingDriver(): Pool }).underlyingDriver();
    const dying = { ...unlessDead(adapter, 'queryRaw', false), ...unlessDead(adapter, 'executeRaw', false) };
    return Object.assign(Object.create(adapter), dying, {
      underlyingDriver: () => Object.assign(Object.create(pool), unlessDead(pool, 'query', true)),
    });
  };
  return { ...database, factory: Object.assign(Object.create(database.factory), { connect }) };
}

test.each([
  ['before', ['99990101000000_half']],
  ['after', []],
] as const)('one whose process was killed %s its script was done holds up no later start', (when, applied) =>
  withOneMore('CREATE TABLE half (n int); -- without an end', async (folder, name) => {
    await expect(applyMigrations(killed(when), folder)).rejects.toThrow(name);
    expect(await applyMigrations(database, folder)).toEqual(applied);
    expect(await halfTable()).toEqual([{ half: 'half' }]);
    const rows = await database.db.$queryRaw`
      SELECT finished_at IS NOT NULL AS done FROM _prisma_migrations WHERE migration_name = ${name}`;
    expect(rows).toEqual([{ done: true }]);
  }),
);
