import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OpenDatabase, openMemoryPglite, openPostgres } from '../server/adapters/database.ts';
import { applyMigrations, readMigrations } from '../server/adapters/migrations.ts';

/** Databases of this process that are not in use; test files come one after another, and emptying is faster than opening. */
const idle: OpenDatabase[] = [];

const KEPT = '.stamp';

/** A migrated, empty database: PGlite in memory, or with TEST_DATABASE_URL one on that PostgreSQL, which keeps nothing. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  const database = idle.pop() ?? (await openNew());
  await empty(database);
  return { ...database, close: async () => void idle.push(database) };
}

function openNew(): Promise<OpenDatabase> {
  const url = process.env.TEST_DATABASE_URL;
  return url ? openOnServer(url) : openEmbedded();
}

/** Row by row: to truncate makes each table and index anew, twenty times slower for the few rows a test leaves. */
async function empty({ db }: OpenDatabase): Promise<void> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`;
  const deletes = tables.map(({ name }) => `DELETE FROM ${name};`).join(' ');
  // As a replica: all go, so that no foreign key has anything to say.
  await db.$executeRawUnsafe(`DO $$ BEGIN SET LOCAL session_replication_role = replica; ${deletes} END $$`);
}

/** The migrated PGlite is kept as a file for all runs, by the hash of the migrations. */
async function openEmbedded(): Promise<OpenDatabase> {
  const sql = readMigrations('prisma').migrationDirectories.map(({ migrationFile }) => migrationFile.content.value);
  const hash = createHash('sha256').update(sql.join()).digest('hex').slice(0, 16);
  mkdirSync(KEPT, { recursive: true });
  const path = join(KEPT, `migrated-${hash}`);
  if (existsSync(path)) return openMemoryPglite(new Blob([readFileSync(path)]));
  const fresh = openMemoryPglite();
  await applyMigrations(fresh, 'prisma');
  const image = await fresh.dump();
  // Another process may do this at once; each rename is whole.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, new Uint8Array(await image.arrayBuffer()));
  renameSync(own, path);
  return fresh;
}

async function openOnServer(url: string): Promise<OpenDatabase> {
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const server = openPostgres(url, 1);
  await server.db.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  await server.close();
  const own = openPostgres(Object.assign(new URL(url), { pathname: `/${name}` }).href, 10);
  await applyMigrations(own, 'prisma');
  return own;
}
