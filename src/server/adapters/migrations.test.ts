import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    INSERT INTO _prisma_migrations (id, checksum, migration_name, applied_steps_count)
    VALUES (${failed}, '', ${failed}, 0)`;
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

test('one that fails in the middle has done nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  const name = '99990101000000_half';
  cpSync('prisma', folder, { recursive: true });
  mkdirSync(join(folder, 'migrations', name));
  const script = 'CREATE TABLE half (n int);\nINSERT INTO half VALUES (1 / 0);\n';
  writeFileSync(join(folder, 'migrations', name, 'migration.sql'), script);
  try {
    await expect(applyMigrations(database, folder)).rejects.toThrow(/division by zero/);
    expect(await database.db.$queryRaw`SELECT to_regclass('half')::text AS half`).toEqual([{ half: null }]);
  } finally {
    await database.db.$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name = ${name}`;
    await database.db.$executeRaw`DROP TABLE IF EXISTS half`;
    rmSync(folder, { recursive: true });
  }
});
