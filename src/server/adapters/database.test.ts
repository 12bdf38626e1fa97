import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isDatabaseAway } from '../core/database.ts';
import { type OpenDatabase, openPostgres } from './database.ts';

/** A PostgreSQL that lets in whoever comes, keeps their zone and begins transactions, and does nothing else, as one whose machine has gone. */
const server = createServer((socket) => {
  sockets.push(socket);
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.write(Buffer.concat([message('R', [0, 0, 0, 0]), message('Z', Buffer.from('I'))]));
    socket.on('data', (asked) => {
      const answer = (tag: string, status: string) =>
        socket.write(Buffer.concat([message('C', Buffer.from(`${tag}\0`)), message('Z', Buffer.from(status))]));
      if (asked.includes('SET TIME ZONE')) answer('SET', 'I');
      if (asked.includes('BEGIN')) answer('BEGIN', 'T');
    });
  });
});
/** A message of its protocol: kind, length, what it says. */
function message(kind: string, body: Uint8Array | number[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(kind), length, Uint8Array.from(body)]);
}

let sockets: Socket[] = [];
let url: string;
beforeEach(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `postgres://ada@127.0.0.1:${(server.address() as AddressInfo).port}/spotlight`;
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  server.close();
});

it('a database that is silent is away after a while, and asked anew on another connection', async () => {
  const database = openPostgres(url, 1, () => {}, 50);
  for (let n = 1; n <= 2; n++) {
    const error = await database.db.$queryRaw`SELECT 1`.catch((thrown: unknown) => thrown);
    expect(isDatabaseAway(error)).toBe(true);
    expect(sockets).toHaveLength(n);
  }
  await database.close();
});

it('a connection that fell silent in a transaction is given to nobody else', async () => {
  const database = openPostgres(url, 1, () => {}, 50);
  const transaction = database.db.$transaction((tx) => tx.$queryRaw`SELECT 1`);
  expect(isDatabaseAway(await transaction.catch((thrown: unknown) => thrown))).toBe(true);
  await vi.waitFor(() => expect(database.pool()?.totalCount).toBe(0));
  await database.close();
});

it('a migration may take its time', async () => {
  const database = openPostgres(url, 1, () => {}, 50);
  const migrating = await database.factory.connect();
  const ended = vi.fn();
  migrating.executeScript('SELECT 1').then(ended, ended);
  await vi.waitFor(() => expect(sockets).toHaveLength(1));
  await database.db.$queryRaw`SELECT 1`.catch(() => {});
  await database.db.$queryRaw`SELECT 1`.catch(() => {});
  expect(ended).not.toHaveBeenCalled();
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(() => expect(ended).toHaveBeenCalled());
  await database.close();
});

const zoned = process.env.TEST_DATABASE_URL;
it.runIf(zoned)('an instant is the same whatever zone the server keeps', async () => {
  const name = `zone_${process.pid}`;
  const server = openPostgres(zoned!, 1);
  await server.db.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  await server.db.$executeRawUnsafe(`ALTER DATABASE ${name} SET timezone TO 'America/New_York'`);
  const database = openPostgres(Object.assign(new URL(zoned!), { pathname: `/${name}` }).href, 1);
  const instant = new Date('2026-06-01T12:00:00.000Z');
  const readBack = async ({ db }: OpenDatabase) => {
    const [row] = await db.$queryRaw<{ at: Date; seconds: number }[]>`
      SELECT ${instant}::timestamptz AS at, extract(epoch FROM ${instant}::timestamptz)::float8 AS seconds`;
    return row;
  };
  try {
    expect(await readBack(database)).toEqual({ at: instant, seconds: instant.getTime() / 1000 });
  } finally {
    await database.close();
    await server.db.$executeRawUnsafe(`DROP DATABASE ${name}`);
    await server.close();
  }
});
