import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenDatabase, openMemoryPglite, openPostgres } from '../server/adapters/database.ts';
import { applyMigrations, readMigrations } from '../server/adapters/migrations.ts';

/**
 * A migrated, empty database: PGlite in memory, or with TEST_DATABASE_URL a schema of its own on that PostgreSQL.
 * The migrated PGlite is kept as a file by the hash of the migrations, so that each test file starts in a second.
 */
export async function openTestDatabase(): Promise<OpenDatabase> {
  const url = process.env.TEST_DATABASE_URL;
  return url ? openOwnDatabase(url) : openMemoryPglite(await migratedImage());
}

async function migratedImage(): Promise<Blob> {
  const sql = readMigrations('prisma').migrationDirectories.map(({ migrationFile }) => migrationFile.content.value);
  const path = join(
    tmpdir(),
    `spotlight-migrated-${createHash('sha256').update(sql.join()).digest('hex').slice(0, 16)}`,
  );
  if (!existsSync(path)) {
    const fresh = openMemoryPglite();
    await applyMigrations(fresh, 'prisma');
    const image = await fresh.dump();
    await fresh.close();
    // Several test files may do this at once; each rename is whole.
    const own = `${path}.${process.pid}`;
    mkdirSync(tmpdir(), { recursive: true });
    writeFileSync(own, new Uint8Array(await image.arrayBuffer()));
    renameSync(own, path);
  }
  return new Blob([readFileSync(path)]);
}

async function openOwnDatabase(url: string): Promise<OpenDatabase> {
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const server = openPostgres(url, 1);
  await server.db.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const own = openPostgres(Object.assign(new URL(url), { pathname: `/${name}` }).href, 10);
  await applyMigrations(own, 'prisma');
  return {
    ...own,
    close: async () => {
      await own.close();
      await server.db.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
      await server.close();
    },
  };
}
