import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Product, startNewProduct } from '../journeys/support/product.ts';
import { type PostgresServer, startPostgresServer } from '../services/postgresServer.ts';

const password = 'long enough';
let postgres: PostgresServer;
let folder: string;
const running: Product[] = [];
beforeAll(async () => {
  postgres = await startPostgresServer();
  folder = mkdtempSync(join(tmpdir(), 'spotlight-backup-'));
});
afterAll(async () => {
  for (const product of running) await product.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(settings: Record<string, string>): Promise<Product> {
  const product = await startNewProduct(settings);
  running.push(product);
  return product;
}

/** Somebody at this Spotlight; procedures answer with what they return. */
function visitor({ url }: Product) {
  let cookie = '';
  return async function ask<T>(method: 'GET' | 'POST', path: string, input: unknown): Promise<T> {
    const json = JSON.stringify(input);
    const response = await fetch(`${url}/trpc/${path}${method === 'GET' ? `?input=${encodeURIComponent(json)}` : ''}`, {
      method,
      headers: { 'content-type': 'application/json', origin: url, cookie },
      ...(method === 'POST' ? { body: json } : {}),
    });
    const given = response.headers.getSetCookie().map((one) => one.split(';')[0]);
    if (given.length > 0) cookie = given.join('; ');
    const answer = (await response.json()) as { result?: { data: T } };
    expect([path, response.status]).toEqual([path, 200]);
    return answer.result!.data;
  };
}

/** Makes an account that has written something at an event; what it takes to find that again. */
async function write(product: Product) {
  const ask = visitor(product);
  await ask('POST', 'accounts.register', { username: 'ada', email: 'ada@backup.example', password });
  const today = new Date().toISOString().slice(0, 10);
  const event = { eventId: randomUUID(), name: 'Swing', location: 'Hall', startDate: today, endDate: today };
  const { conversationId } = await ask<{ conversationId: string }>('POST', 'events.create', event);
  await ask('POST', 'conversations.send', { conversationId, clientId: randomUUID(), content: 'before the backup' });
  return conversationId;
}

async function read(product: Product, conversationId: string): Promise<string[]> {
  const ask = visitor(product);
  await ask('POST', 'accounts.logIn', { login: 'ada', password });
  const range = { conversationId, afterSeq: 0, limit: 100 };
  const { messages } = await ask<{ messages: { content: string }[] }>('GET', 'conversations.messages', range);
  return messages.map(({ content }) => content);
}

const script = (name: string, argument: string, env: Record<string, string>) =>
  spawnSync(`scripts/${name}`, [argument], {
    encoding: 'utf8',
    env: { PATH: `${postgres.programs}:${process.env.PATH}`, ...env },
  });

test('a backup of a running Spotlight, restored into an empty database, is that Spotlight', async () => {
  const JWT_SECRET = 'only used by the tests of backups, and long enough';
  const first = postgres.createDatabase('first');
  const product = await start({ DATABASE_URL: first, JWT_SECRET });
  const conversationId = await write(product);

  const backups = join(folder, 'backups');
  mkdirSync(backups);
  const old = join(backups, 'spotlight-20200101T000000Z.dump');
  writeFileSync(old, 'old');
  utimesSync(old, 0, 0);
  const backup = script('backup.sh', backups, { DATABASE_URL: first });
  expect([backup.status, backup.stderr]).toEqual([0, '']);
  const [file] = readdirSync(backups);
  // The old one is gone, and nothing half-written is there.
  expect(readdirSync(backups)).toEqual([expect.stringMatching(/^spotlight-\d{8}T\d{6}Z\.dump$/)]);

  const second = postgres.createDatabase('second');
  const restore = script('restore.sh', join(backups, file!), { DATABASE_URL: second });
  expect([restore.status, restore.stderr]).toEqual([0, '']);
  expect(restore.stdout).toMatch(/newest message is of 20\d\d-/);
  expect(await read(await start({ DATABASE_URL: second, JWT_SECRET }), conversationId)).toEqual(['before the backup']);

  const again = script('restore.sh', join(backups, file!), { DATABASE_URL: second });
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('empty one')]);
});

test('a backup that cannot be made leaves the earlier ones', () => {
  const backups = join(folder, 'kept');
  mkdirSync(backups);
  const old = join(backups, 'spotlight-20200101T000000Z.dump');
  writeFileSync(old, 'old');
  utimesSync(old, 0, 0);
  const gone = script('backup.sh', backups, { DATABASE_URL: postgres.url.replace(/\w+$/, 'no_such_database') });
  expect(gone.status).not.toBe(0);
  expect(script('backup.sh', backups, { DATABASE_URL: postgres.createDatabase('not_ours') }).status).not.toBe(0);
  expect(readdirSync(backups)).toEqual(['spotlight-20200101T000000Z.dump']);
});

test('the embedded database is not copied while it is used, and is whole afterwards', async () => {
  const product = await start({});
  const conversationId = await write(product);
  const backups = join(folder, 'embedded');
  const backUp = () =>
    spawnSync(process.execPath, ['scripts/backup.mjs', backups], {
      encoding: 'utf8',
      env: { ...process.env, DATA_DIR: product.dataDir },
    });
  const early = backUp();
  expect([early.status, early.stderr]).toEqual([1, expect.stringContaining('is in use')]);
  await product.end('SIGTERM');
  const made = backUp();
  expect(made.status).toBe(0);
  // The secret that signs sessions is in it.
  expect(statSync(made.stdout.trim().split('\n').at(-1)!).mode & 0o777).toBe(0o600);
  const restored = join(folder, 'restored');
  mkdirSync(restored);
  spawnSync('tar', ['-xzf', made.stdout.trim().split('\n').at(-1)!, '-C', restored]);
  expect(readdirSync(restored)).not.toContain('relay');
  expect(await read(await start({ DATA_DIR: restored }), conversationId)).toEqual(['before the backup']);
});
