import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceId, TransferId } from '../../shared/core/ids.ts';
import { connectDevice, type DeviceClient, openDeviceClient } from '../../testing/deviceClient.ts';
import { settled } from '../../testing/settled.ts';
import { startNodes, type TestNode } from '../../testing/startNodes.ts';
import { rosterTimes } from './signalling.service.ts';

/** Two devices of a transfer, each at another node. */
let cluster: Awaited<ReturnType<typeof startNodes>>;
let [one, two]: TestNode[] = [];
let anna: DeviceClient;
let ben: DeviceClient;
let transferId: string;
const asShipped = { ...rosterTimes };

beforeAll(async () => {
  // The same course of things, in less time than a test may take.
  Object.assign(rosterTimes, { lastsMs: 3000, keepAliveMs: 800, sweepMs: 200 });
  cluster = await startNodes(2);
  [one, two] = cluster.nodes;
  anna = await openDeviceClient(one!, 'anna');
  ben = await openDeviceClient(two!, 'ben');
  const [eventId, matchId] = [randomUUID(), randomUUID()];
  const day = '2026-06-01';
  await must(
    anna.page.mutate('events.create', { eventId, name: 'Swing', location: 'Hall', startDate: day, endDate: day }),
  );
  await must(ben.page.mutate('events.join', { eventId }));
  await must(anna.page.mutate('matches.propose', { matchId, eventId, recipientId: ben.id }));
  await must(ben.page.mutate('matches.accept', { matchId }));
  transferId = randomUUID();
  const sealed = { sealedManifest: 'AAAA', sealedKeys: [{ deviceId: ben.deviceId, sealed: 'AAAA' }] };
  const size = { fileCount: 1, totalBytes: 1000 };
  await must(
    anna.page.mutate('transfers.offer', { transferId, matchId, senderDeviceId: anna.deviceId, ...sealed, ...size }),
  );
  await settled(() => expect(ben.of('transfer:offered')).toHaveLength(1));
  await must(ben.page.mutate('transfers.accept', { transferId, deviceId: ben.deviceId }));
}, 240_000);
afterAll(async () => {
  Object.assign(rosterTimes, asShipped);
  for (const { socket } of [anna, ben]) socket.disconnect();
  await cluster.close();
});

async function must(answer: Promise<{ error?: unknown }>): Promise<void> {
  expect((await answer).error).toBeUndefined();
}
const signal = (gen: number) => ({ transferId, connId: 0, epoch: 'an epoch', gen, candidate: null });
const presenceAt = (device: Pick<DeviceClient, 'of'>) =>
  device.of('transfer:peer-presence').map(({ isPresent }) => isPresent);

test('each hears that the other has come, and signals go both ways in order', async () => {
  expect(await anna.send('transfer:join', { transferId })).toEqual({ ok: true, data: { isPeerPresent: false } });
  expect(await ben.send('transfer:join', { transferId })).toEqual({ ok: true, data: { isPeerPresent: true } });
  await settled(() => expect(presenceAt(anna)).toEqual([true]));
  for (let gen = 0; gen < 30; gen++) {
    anna.socket.emit('peer:signal', signal(gen));
    ben.socket.emit('peer:signal', signal(gen));
  }
  const inOrder = Array.from({ length: 30 }, (_, gen) => gen);
  for (const device of [anna, ben]) {
    await settled(() => expect(device.of('peer:signal').map(({ gen }) => gen)).toEqual(inOrder));
  }
  expect(ben.of('peer:signal')[0]).toEqual({ ...signal(0), from: anna.deviceId });
});

test('a device that moves to another node keeps its transfer, and its peer hears of no absence', async () => {
  const heardBefore = presenceAt(anna).length;
  const moved = await connectDevice(one!, ben.page.cookieHeader(), ben.deviceId);
  expect(await moved.send('transfer:join', { transferId })).toEqual({ ok: true, data: { isPeerPresent: true } });
  ben.socket.disconnect();
  const rosterAt = (node: TestNode) => node.adapters.roster.isHere(transferId as TransferId, ben.deviceId as DeviceId);
  await settled(() => expect(two!.io.sockets.sockets.size).toBe(0));
  expect(await rosterAt(two!)).toBe(true);
  anna.socket.emit('peer:signal', signal(100));
  await settled(() => expect(moved.of('peer:signal').map(({ gen }) => gen)).toContain(100));
  expect(presenceAt(anna).slice(heardBefore)).toEqual([true]);
  moved.socket.disconnect();
  await settled(() => expect(presenceAt(anna).at(-1)).toBe(false));
  expect(await rosterAt(two!)).toBe(false);
});

test('of a device that was at a node that died, another node tells that it has gone', async () => {
  const third = await cluster.add();
  const there = await connectDevice(third, ben.page.cookieHeader(), ben.deviceId);
  expect(await there.send('transfer:join', { transferId })).toMatchObject({ ok: true });
  await settled(() => expect(presenceAt(anna).at(-1)).toBe(true));
  const heardBefore = presenceAt(anna).length;
  await third.kill();
  await settled(() => expect(presenceAt(anna).slice(heardBefore)).toEqual([false]));
});
