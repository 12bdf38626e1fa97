import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Match } from '../../shared/matches/match.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { type DeviceClient, openDeviceClient } from '../../testing/deviceClient.ts';
import { settled } from '../../testing/settled.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';

let server: TestApp;
let anna: DeviceClient;
let ben: DeviceClient;
let bensLaptop: DeviceClient;
let cleo: DeviceClient;
let matchId: string;
let transferId: string;

async function must<T>(answer: Promise<{ data: unknown; error?: unknown }>): Promise<T> {
  const { data, error } = await answer;
  expect(error).toBeUndefined();
  return data as T;
}

async function offer(): Promise<string> {
  const transfer = await must<Transfer>(
    anna.page.mutate('transfers.offer', {
      transferId: randomUUID(),
      matchId,
      senderDeviceId: anna.deviceId,
      sealedManifest: 'AAAA',
      sealedKeys: [{ deviceId: ben.deviceId, sealed: 'AAAA' }],
      fileCount: 1,
      totalBytes: 1000,
    }),
  );
  return transfer.id;
}

beforeAll(async () => {
  server = await startApp();
  anna = await openDeviceClient(server, 'anna');
  ben = await openDeviceClient(server, 'ben');
  bensLaptop = await openDeviceClient(server, 'ben', ben);
  cleo = await openDeviceClient(server, 'cleo');
  const day = '2026-06-01';
  const eventId = randomUUID();
  const fields = { name: 'Swing', location: 'Hall', startDate: day, endDate: day };
  await must(anna.page.mutate('events.create', { eventId, ...fields }));
  for (const person of [ben, cleo]) await must(person.page.mutate('events.join', { eventId }));
  matchId = randomUUID();
  await must(anna.page.mutate('matches.propose', { matchId, eventId, recipientId: ben.id }));
  await settled(() => expect(ben.of('match:proposed')).toHaveLength(1));
  await must(ben.page.mutate('matches.accept', { matchId }));
  transferId = await offer();
  await settled(() => expect(bensLaptop.of('transfer:offered')).toHaveLength(1));
});

afterAll(async () => {
  for (const { socket } of [anna, ben, bensLaptop, cleo]) socket.disconnect();
  await server.close();
});

const signal = (gen = 0) => ({ transferId, connId: 0, epoch: 'an epoch', gen, candidate: null });
const refused = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) });

test('the private conversation of a match is heard by both, and holds what they say', async () => {
  const match = await must<Match>(anna.page.query('matches.get', { matchId }));
  const message = { conversationId: match.conversationId, clientId: randomUUID(), content: 'on its way' };
  await must(anna.page.mutate('conversations.send', message));
  await settled(() => expect(ben.of('conversation:message-sent')).toHaveLength(1));
  expect(cleo.of('conversation:message-sent')).toEqual([]);
});

describe('two devices meet', () => {
  test('nobody joins or signals before the other has accepted', async () => {
    expect(await anna.send('transfer:join', { transferId })).toEqual(refused('transfers.not_accepted'));
    expect(await anna.send('peer:signal', signal())).toEqual(refused('transfers.not_accepted'));
  });

  test('once accepted, each hears when the other has come', async () => {
    await must(ben.page.mutate('transfers.accept', { transferId, deviceId: ben.deviceId }));
    expect(await anna.send('transfer:join', { transferId })).toEqual({ ok: true, data: { isPeerPresent: false } });
    expect(await ben.send('transfer:join', { transferId })).toEqual({ ok: true, data: { isPeerPresent: true } });
    await settled(() => expect(anna.of('transfer:peer-presence')).toEqual([{ transferId, isPresent: true }]));
  });

  test('signals go both ways, in order, and name the device they are from', async () => {
    for (let gen = 0; gen < 20; gen++) anna.socket.emit('peer:signal', signal(gen));
    await ben.send('peer:reset', { transferId, connId: 0, epoch: 'an epoch' });
    await settled(() => expect(ben.of('peer:signal')).toHaveLength(20));
    expect(ben.of('peer:signal').map(({ gen }) => gen)).toEqual(Array.from({ length: 20 }, (_, gen) => gen));
    expect(ben.of('peer:signal')[0]).toEqual({ ...signal(), from: anna.deviceId });
    await settled(() => expect(anna.of('peer:reset')).toMatchObject([{ from: ben.deviceId }]));
  });

  test('who it is from is not the sender to say, and what is too large or malformed is refused', async () => {
    const forged = { ...signal(), from: cleo.deviceId };
    expect(await anna.send('peer:signal', forged)).toEqual(refused('request.invalid'));
    const large = { ...signal(), description: { type: 'offer' as const, sdp: 'v'.repeat(64_001) } };
    expect(await anna.send('peer:signal', large)).toEqual(refused('request.invalid'));
    expect(await anna.send('peer:signal', { ...signal(), candidate: { candidate: 'c'.repeat(2001) } })).toEqual(
      refused('request.invalid'),
    );
  });

  test('strangers are told there is nothing, another device of the same person that it is elsewhere', async () => {
    for (const [person, code] of [
      [cleo, 'transfers.not_found'],
      [bensLaptop, 'transfers.other_device'],
    ] as const) {
      expect(await person.send('transfer:join', { transferId })).toEqual(refused(code));
      expect(await person.send('peer:signal', signal())).toEqual(refused(code));
      expect(await person.send('peer:reset', { transferId, connId: 0, epoch: 'an epoch' })).toEqual(refused(code));
      expect(await person.send('transfer:progress', { transferId, receivedBytes: 9 })).toEqual(refused(code));
    }
  });

  test('progress is kept for a sender who comes back', async () => {
    expect(await ben.send('transfer:progress', { transferId, receivedBytes: 400 })).toEqual({ ok: true, data: null });
    expect(await must(anna.page.query('transfers.get', { transferId }))).toMatchObject({ receivedBytes: 400 });
  });

  test('a side that disconnects is known to be gone', async () => {
    ben.socket.disconnect();
    await settled(() => expect(anna.of('transfer:peer-presence').at(-1)).toEqual({ transferId, isPresent: false }));
    ben.socket.connect();
    await new Promise((resolve) => ben.socket.once('ready', resolve));
    expect(await ben.send('transfer:join', { transferId })).toMatchObject({ ok: true, data: { isPeerPresent: true } });
    await settled(() => expect(anna.of('transfer:peer-presence').at(-1)).toEqual({ transferId, isPresent: true }));
  });

  test('when it has ended nothing is passed on any more', async () => {
    await must(ben.page.mutate('transfers.complete', { transferId }));
    await settled(() =>
      expect(anna.of('transfer:changed').at(-1)).toMatchObject({ transfer: { state: 'completed', isSender: true } }),
    );
    expect(await anna.send('peer:signal', signal())).toEqual(refused('transfers.ended'));
    expect(await ben.send('transfer:join', { transferId })).toEqual(refused('transfers.ended'));
    expect(await ben.send('transfer:leave', { transferId })).toEqual({ ok: true, data: null });
  });

  test('a third person at the same event has heard nothing of it', () => {
    const names = cleo.heard.map(([name]) => name).filter((name) => /^(match|transfer|peer):/.test(name));
    expect(names).toEqual([]);
  });
});
