import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { openPostgres } from './adapters/database.ts';
import { lockFolder } from './adapters/folderLock.ts';
import { applyMigrations } from './adapters/migrations.ts';
import { faultInWords } from './startFaults.ts';

/** What goes wrong, in words. */
const wordsOf = async (start: () => unknown) => {
  try {
    await start();
  } catch (error) {
    return faultInWords(error);
  }
  throw new Error('nothing went wrong');
};

const listen = (port: number, host: string) =>
  new Promise<Server>((done, failed) => {
    const server = createServer();
    server.once('error', failed).listen(port, host, () => done(server));
  });

test('an address that is taken, is another machine’s or nobody’s is named', async () => {
  const server = await listen(0, '127.0.0.1');
  const { port } = server.address() as { port: number };
  expect(await wordsOf(() => listen(port, '127.0.0.1'))).toMatch(`Port ${port} is taken`);
  server.close();
  expect(await wordsOf(() => listen(0, '192.0.2.7'))).toMatch(/no address 192\.0\.2\.7.*HOST/);
  expect(await wordsOf(() => listen(0, 'hall.invalid'))).toMatch(/hall\.invalid.*HOST/);
});

// As Node says it: whoever runs this may be allowed everything.
test.each([
  [{ code: 'EACCES', syscall: 'listen', port: 80 }, /Port 80 .*PORT=3000/],
  [{ code: 'EACCES', syscall: 'mkdir', path: '/srv/data' }, /\/srv\/data may not be made .*DATA_DIR/],
  [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo', hostname: 'postgres' }, /postgres.*DATABASE_URL/],
  [{ code: 'EHOSTUNREACH', syscall: 'connect', address: '192.0.2.7', port: 5432 }, /192\.0\.2\.7:5432.*DATABASE_URL/],
  [{ code: 'ECONNREFUSED', errors: [{ code: 'ECONNREFUSED', address: '::1', port: 5432 }] }, /::1:5432.*DATABASE_URL/],
  [{ code: 'EPERM', syscall: 'open', path: '/srv/data/jwt-secret' }, /\/srv\/data\/jwt-secret may not be/],
  [{ code: 'EROFS', syscall: 'mkdir', path: '/srv/data' }, /EROFS/],
  [{ code: 'ENOSPC', syscall: 'write' }, /No room .*data folder/],
  [{ code: 'EDQUOT', syscall: 'open', path: '/srv/data/lan' }, /No room .*\/srv\/data\/lan/],
])('%o is told with what to do', (fault, words) => {
  expect(faultInWords(Object.assign(new Error('it failed'), fault))).toMatch(words);
});

test('a file in the place of the data folder is named', async () => {
  expect(await wordsOf(() => lockFolder('package.json'))).toMatch(/package\.json is no folder.*DATA_DIR/);
  expect(await wordsOf(() => mkdirSync('package.json/data', { recursive: true }))).toMatch(/is no folder/);
});

test('a database that is away is told with its address, and without a password', async () => {
  const database = openPostgres('postgresql://ada:hidden@127.0.0.1:1/rows', 1);
  const words = await wordsOf(() => applyMigrations(database, 'prisma'));
  await database.close();
  expect(words).toMatch(/127\.0\.0\.1:1.*DATABASE_URL/);
  expect(words).not.toContain('hidden');
});

// As the driver says it.
test.each([
  ['P1003', 'Database `rows` does not exist on the database server', /`rows`.*createdb/],
  ['P1000', 'Authentication failed', /Authentication failed.*DATABASE_PASSWORD/],
  ['P1010', 'User was denied access on the database `(not available)`', /User was denied.*DATABASE_PASSWORD/],
  [
    undefined,
    'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
    /asks for a password.*DATABASE_PASS/,
  ],
  [undefined, 'Connection terminated due to connection timeout', /did not answer in time.*DATABASE_URL/],
])('a database that refuses (%s) is told with what to do', (code, message, words) => {
  expect(faultInWords(Object.assign(new Error(message), { code }))).toMatch(words);
});

test('what nobody foresaw is left as it is', () => {
  expect(faultInWords(new TypeError('ours'))).toBeNull();
  expect(faultInWords(undefined)).toBeNull();
  expect(faultInWords(Object.assign(new Error('ours'), { code: 'EACCES' }))).toBeNull();
});
