import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pollUntil } from '../journeys/support/poll.ts';
import { putExpired } from './expired.ts';
import { KEPT_FREE_BYTES, type Stage } from './stage.ts';
import { stormOf } from './storm.ts';

export interface Scenario {
  name: string;
  title: string;
  /** Breaks something and mends what does not come back by itself. Returns the moment from which recovery is counted. */
  strike(stage: Stage): Promise<number>;
}

const EXPIRED_PIECES = 600;
/** Longer than the period of the relay's sweep, and the lease of a worker that died in one. */
const SWEPT_WITHIN_MS = 240_000;

const fakeTime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const now = () => Date.now();

async function killNode({ cluster }: Stage): Promise<number> {
  const [node] = cluster.nodes;
  await node!.kill('SIGKILL');
  const struckAtMs = now();
  // What supervises it starts it again.
  await node!.startReady();
  return struckAtMs;
}

async function killWorkerInSweep({ cluster, worker, pair }: Stage): Promise<number> {
  const expired = putExpired(cluster, pair.ids[0], EXPIRED_PIECES);
  const isBegun = () => expired.left() < EXPIRED_PIECES;
  await pollUntil(isBegun, { timeoutMs: SWEPT_WITHIN_MS, intervalMs: 1, failure: () => 'nothing was swept' });
  await worker.kill('SIGKILL');
  if (expired.left() === 0) throw new Error('the sweep was over before the worker was killed');
  const struckAtMs = now();
  await worker.startReady();
  const failure = () => `${expired.left()} pieces are left`;
  await pollUntil(() => expired.left() === 0, { timeoutMs: SWEPT_WITHIN_MS, failure });
  return struckAtMs;
}

async function killRedis({ cluster: { redis } }: Stage): Promise<number> {
  await redis.kill('SIGKILL');
  await wait(10_000);
  await redis.start();
  return now();
}

async function restartPostgres({ cluster: { postgres } }: Stage): Promise<number> {
  // At once, as after a crash: what it had acknowledged is in its log.
  await postgres.kill('SIGQUIT');
  await postgres.start();
  return now();
}

async function killNginx({ cluster: { nginx } }: Stage): Promise<number> {
  await nginx.kill();
  await nginx.start();
  return now();
}

async function stopNode({ cluster }: Stage): Promise<number> {
  const node = cluster.nodes[1]!;
  node.pause();
  const struckAtMs = now();
  await wait(20_000);
  node.resume();
  return struckAtMs;
}

async function fillDisk({ cluster: { relayFolder } }: Stage): Promise<number> {
  const ballast = join(relayFolder, 'ballast');
  const { stdout } = spawnSync('df', ['--output=avail', '-B1', relayFolder], { encoding: 'utf8' });
  const free = Number(stdout.trim().split('\n').at(-1));
  spawnSync('fallocate', ['-l', String(Math.max(1, free - KEPT_FREE_BYTES / 2)), ballast]);
  await wait(10_000);
  rmSync(ballast);
  return now();
}

/** An hour forward, and back again, while everything runs: on one node, whose clock then disagrees with all others. */
async function stepClock({ cluster }: Stage): Promise<number> {
  const node = cluster.nodes[2]!;
  const offset = join(cluster.relayFolder, 'offset');
  writeFileSync(offset, '+0');
  await node.kill('SIGTERM');
  await node.startReady({
    ...{ LD_PRELOAD: fakeTime, FAKETIME_TIMESTAMP_FILE: offset, FAKETIME_CACHE_DURATION: '1' },
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  });
  writeFileSync(offset, '+3600');
  const struckAtMs = now();
  await wait(15_000);
  writeFileSync(offset, '+0');
  await wait(5_000);
  await node.kill('SIGTERM');
  await node.startReady();
  rmSync(offset);
  return struckAtMs;
}

async function rollOut({ cluster, worker }: Stage): Promise<number> {
  const struckAtMs = now();
  for (const node of [...cluster.nodes, worker]) {
    const code = await node.kill('SIGTERM');
    if (code !== 0) throw new Error(`a node ended with ${code}:\n${node.output()}`);
    await node.startReady();
  }
  return struckAtMs;
}

export const canFakeTime = existsSync(fakeTime);

export const scenarios: Scenario[] = [
  { name: 'node-killed', title: 'A node is killed', strike: killNode },
  { name: 'worker-killed', title: 'The worker is killed in a sweep', strike: killWorkerInSweep },
  { name: 'redis-killed', title: 'Redis is away for 10 s, and comes back empty', strike: killRedis },
  { name: 'postgres-restarted', title: 'PostgreSQL is ended at once and restarts', strike: restartPostgres },
  { name: 'nginx-killed', title: 'nginx is killed and restarts', strike: killNginx },
  { name: 'node-stopped', title: 'A node stands still for 20 s', strike: stopNode },
  { name: 'disk-full', title: 'The relay’s disk is full for 10 s', strike: fillDisk },
  { name: 'clock-step', title: 'One node’s clock steps by an hour, and back', strike: stepClock },
  { name: 'rolling-update', title: 'Every process is updated, one by one', strike: rollOut },
  { name: 'reconnect-storm', title: '2,000 sockets reconnect at once', strike: stormOf(2000) },
];
