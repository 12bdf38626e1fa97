import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgres } from '../../server/adapters/database.ts';
import { applyMigrations, readMigrations } from '../../server/adapters/migrations.ts';
import { type PostgresServer, startPostgresServer } from '../services/postgresServer.ts';
import { type Service, startService } from '../services/service.ts';

let postgres: PostgresServer;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgresServer();
  folder = mkdtempSync(join(tmpdir(), 'spotlight-migrations-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await postgres.stop();
});

/** What a node does first, in a process of its own. */
function startNode(url: string, ...more: string[]): Service {
  const script = 'src/testing/deployment/applyMigrations.ts';
  const node = startService(process.execPath, ['--import', 'tsx', script, url, ...more]);
  node.start();
  return node;
}

/** The migrations of this version and one that only adds to them, as the next version may have. */
function nextVersion(): string {
  const next = join(folder, 'next');
  cpSync('prisma', next, { recursive: true });
  const added = join(next, 'migrations', '29991231235959_added');
  mkdirSync(added);
  writeFileSync(
    join(added, 'migration.sql'),
    'ALTER TABLE "users" ADD COLUMN "added" TEXT NOT NULL DEFAULT \'new\';\n',
  );
  return next;
}

async function appliedIn(url: string): Promise<string[]> {
  const database = openPostgres(url, 1);
  const rows = await database.db.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY started_at`;
  await database.close();
  return rows.map(({ name }) => name);
}

test('nodes that start together apply each migration once, with a pool of one connection', async () => {
  const url = postgres.createDatabase('together');
  const nodes = [startNode(url, 'prisma'), startNode(url, 'prisma')];
  for (const node of nodes) await expect.poll(node.isRunning).toBe(false);
  const all = readMigrations('prisma').migrationDirectories.map(({ path }) => path);
  const outputs = nodes.map((node) => node.output().trim()).sort();
  expect(outputs).toEqual([`applied ${JSON.stringify(all)}`, 'applied []'].sort());
  expect(await appliedIn(url)).toEqual(all);
});

test('a node that dies while it holds the lock frees it', async () => {
  const url = postgres.createDatabase('dying');
  const dying = startNode(url, 'prisma', 'and stays');
  await expect.poll(dying.output).toContain('has the lock');
  const [database, onlooker] = [openPostgres(url, 1), openPostgres(url, 1)];
  const applied = applyMigrations(database, 'prisma');
  const waiting = () => onlooker.db.$queryRaw`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;
  await expect.poll(waiting).toHaveLength(1);
  await dying.kill('SIGKILL');
  expect(await applied).toContain('20261121095544_first');
  await Promise.all([database.close(), onlooker.close()]);
});

test('a version runs on what the next one has added, and leaves it as it is', async () => {
  const url = postgres.createDatabase('older');
  const database = openPostgres(url, 2);
  await applyMigrations(database, nextVersion());
  expect(await applyMigrations(database, 'prisma')).toEqual([]);
  // It names the columns that it knows, so that it writes rows which have others.
  const id = '01890a5d-ac96-774b-bcce-b302099a8057';
  await database.db.account.create({
    data: { id, username: 'old', usernameKey: 'old', email: 'old@version.example', passwordHash: '-' } as never,
  });
  const [row] = await database.db.$queryRaw<{ added: string }[]>`SELECT added FROM users`;
  expect(row?.added).toBe('new');
  await database.close();
});
