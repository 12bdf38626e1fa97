import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenDatabase, openPostgres } from '../../server/adapters/database.ts';
import type { AccountId } from '../../shared/core/ids.ts';
import { type Cluster, type ClusterNode, startCluster } from '../services/cluster.ts';
import { settled } from '../settled.ts';
import { makeAccountRow, makeTransferRow } from '../transferRows.ts';

/** A web node and two workers as real processes; one worker is killed in the middle of a sweep. */
const token = 'a token that is only used in tests';
let relayDir: string;
let cluster: Cluster;
let web: ClusterNode;
let first: ClusterNode;
let second: ClusterNode;
let database: OpenDatabase;
let socket: Socket | undefined;
let killedAt: Date;
beforeAll(async () => {
  const settings = { NODE_ENV: 'development', LOG_LEVEL: 'warn', METRICS_TOKEN: token };
  cluster = await startCluster(3, settings, ['web', 'worker', 'worker']);
  [web, first, second] = cluster.nodes as [ClusterNode, ClusterNode, ClusterNode];
  relayDir = cluster.relayFolder;
  database = openPostgres(`${new URL('/spotlight', cluster.postgres.url)}`, 2);
}, 300_000);
afterAll(async () => {
  socket?.disconnect();
  await database?.close();
  await cluster?.stop();
});

const urlOf = ({ port }: ClusterNode) => `http://127.0.0.1:${port}`;
const ask = (node: ClusterNode, path: string, headers: Record<string, string> = {}) =>
  fetch(`${urlOf(node)}${path}`, { headers }).then(({ status }) => status);

/** Someone with a socket on the web node. */
async function signUp(): Promise<AccountId> {
  const answer = await fetch(`${urlOf(web)}/trpc/accounts.register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'Ben', email: `${randomUUID()}@workers.example`, password: 'long enough' }),
  });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  socket = io(urlOf(web), { transports: ['websocket'], forceNew: true, extraHeaders: { cookie: cookie.join('; ') } });
  await new Promise<void>((ready) => socket!.once('ready', ready));
  const { result } = (await answer.json()) as { result: { data: { id: AccountId } } };
  return result.data.id;
}

/** Segments past their time, each with its bytes on disk. */
async function leaveOverdue(recipient: AccountId, count: number): Promise<void> {
  const { db } = database;
  const sender = await makeAccountRow(db, `ada ${randomUUID()}`);
  const transferId = await makeTransferRow(db, sender, recipient);
  const past = new Date(Date.now() - 60_000);
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const id of ids) writeFileSync(join(relayDir, `${id}.sealed`), new Uint8Array(16));
  await db.relaySegment.createMany({
    data: ids.map((id, index) => ({
      ...{ id, transferId, uploaderId: sender, file: 0, firstBlock: index, blockCount: 1, sizeBytes: 16 },
      ...{ createdAt: past, readyAt: past, expiresAt: past },
    })),
  });
}

test('a worker says whether it is well and what it sees, and has no other door; a web node takes no jobs', async () => {
  for (const worker of [first, second]) {
    expect(await ask(worker, '/health/live')).toBe(200);
    expect(await ask(worker, '/health/ready')).toBe(200);
    for (const path of ['/', '/trpc/accounts.me', '/socket.io/?EIO=4&transport=polling', `/relay/${randomUUID()}`]) {
      expect([path, await ask(worker, path)]).toEqual([path, 404]);
    }
  }
  expect(await ask(first, '/metrics', { authorization: `Bearer ${token}` })).toBe(200);
  expect(await ask(web, '/')).toBe(200);

  const { db } = database;
  await settled(async () => expect(await db.jobSchedule.count({ where: { lastOutcome: 'done' } })).toBeGreaterThan(5));
  first.pause();
  second.pause();
  await db.jobSchedule.updateMany({ data: { nextAt: new Date(0) } });
  // Several looks of a worker long: what is asked is that nothing happens.
  await new Promise((resolve) => setTimeout(resolve, 8000));
  expect(await db.jobSchedule.count({ where: { nextAt: { gt: new Date(0) } } })).toBe(0);
  first.resume();
  second.resume();
  await settled(async () => expect(await db.jobSchedule.count({ where: { nextAt: new Date(0) } })).toBe(0));
});

test('a worker is killed in the middle of a sweep: another takes it up, no overdue byte stays, and people hear of it', async () => {
  const { db } = database;
  const recipient = await signUp();
  const dropped = new Set<string>();
  socket!.on('relay:segment-dropped', ({ segmentId }: { segmentId: string }) => void dropped.add(segmentId));
  second.pause();
  const count = 1500;
  await leaveOverdue(recipient, count);
  const left = () => db.relaySegment.count();
  const begun = Date.now();
  await expect.poll(left, { timeout: 90_000, interval: 5 }).toBeLessThan(count);
  await first.kill('SIGKILL');
  killedAt = new Date();
  expect(await left()).toBeGreaterThan(0);
  expect(await db.job.findFirst({ where: { kind: 'relay.expire' } })).toMatchObject({ state: 'running', attempt: 1 });
  second.resume();

  await expect.poll(left, { timeout: 150_000, interval: 100 }).toBe(0);
  await expect.poll(() => readdirSync(relayDir).length, { timeout: 120_000, interval: 100 }).toBe(0);
  const gone = Date.now();
  const sweptMs = killedAt.getTime() - begun;
  console.log(
    `in the sweep after ${sweptMs} ms, all gone ${gone - killedAt.getTime()} ms after the kill (lease: 30 s)`,
  );
  await settled(async () =>
    expect(await db.jobSchedule.findUnique({ where: { name: 'relay.expire' } })).toMatchObject({ lastOutcome: 'done' }),
  );
  // What the first one announced as it died may be lost; the second one's is heard.
  await settled(() => expect(dropped.size).toBeGreaterThan(count / 2));
});

test('a worker that is asked to end hands back what it does and ends by itself', async () => {
  expect(await second.kill('SIGTERM')).toBe(0);
  // What the killed one held is anybody's once its lease has run out, whenever that is.
  const held = { state: 'running', dueAt: { gt: new Date() }, startedAt: { gt: killedAt } };
  expect(await database.db.job.count({ where: held })).toBe(0);
});
