import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, DeviceId, SessionId, TransferId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { silentMeters } from '../../testing/silentMeters.ts';
import type { Connection } from '../core/socketRegistry.ts';
import { makeMemoryRoster } from './memoryRoster.ts';
import type { Roster } from './roster.port.ts';
import { createSignallingService } from './signalling.service.ts';
import { makeTransferMeetings } from './transferMeetings.ts';

const transferId = crypto.randomUUID() as TransferId;
const phone = 'phone' as DeviceId;
const camera = 'camera' as DeviceId;
const session = 'session' as SessionId;
const anna: Connection = {
  id: 'socket a',
  accountId: 'anna' as AccountId,
  sessionId: session,
  deviceId: camera,
  browser: 'Chrome',
};
const ben: Connection = {
  id: 'socket b',
  accountId: 'ben' as AccountId,
  sessionId: session,
  deviceId: phone,
  browser: 'Safari',
};
const bensOtherTab: Connection = { ...ben, id: 'socket b2' };
const stranger: Connection = { ...ben, id: 'socket c', accountId: 'cleo' as AccountId };

let clock: ReturnType<typeof makeFakeClock>;
let fanout: ReturnType<typeof makeRecordedFanout>;
let written: number[];
/** What is done for each progress before it is written. */
let beforeWriting: () => Promise<void>;
let roster: Roster;
let hiding: AccountId | null;
let logged: object[];
let warned: object[];
let signalling: ReturnType<typeof createSignallingService>;
/** One more node that shares the roster. */
let makeNode: () => ReturnType<typeof createSignallingService>;

beforeEach(() => {
  clock = makeFakeClock();
  fanout = makeRecordedFanout();
  written = [];
  beforeWriting = async () => {};
  hiding = null;
  logged = [];
  warned = [];
  roster = makeMemoryRoster(clock);
  makeNode = () =>
    createSignallingService({
      clock,
      announce: fanout.announce,
      meters: silentMeters,
      log: {
        debug() {},
        info: (facts) => void logged.push(facts),
        warn: (facts) => void warned.push(facts),
        error() {},
      },
      roster,
      transfers: {
        async recordProgress(_id, _device, bytes) {
          await beforeWriting();
          written.push(bytes);
        },
      },
      meetings: [
        makeTransferMeetings({
          hidesAddress: async (account) => account === hiding,
          transfers: {
            async peerDevice(_id, account, device) {
              if (account === anna.accountId && device === camera) return phone;
              if (account === ben.accountId && device === phone) return camera;
              throw new DomainError('transfers.not_found');
            },
          },
        }),
      ],
    });
  signalling = makeNode();
});

const told = () =>
  fanout.told.map(({ name, to, payload }) => [name, to.join(), (payload as { isPresent?: boolean }).isPresent]);
const signal = { transferId, connId: 0, epoch: 'an epoch', gen: 0, candidate: null };

describe('being here', () => {
  test('each side hears that the other has come, and who comes second knows at once', async () => {
    expect(await signalling.join(anna, transferId)).toEqual({ isPeerPresent: false });
    expect(await signalling.join(ben, transferId)).toEqual({ isPeerPresent: true });
    expect(told()).toEqual([
      ['transfer:peer-presence', 'device:phone', true],
      ['transfer:peer-presence', 'device:camera', true],
    ]);
  });

  test('a device has gone when its last connection has, by leaving or by disconnecting', async () => {
    await signalling.join(anna, transferId);
    await signalling.join(ben, transferId);
    await signalling.join(bensOtherTab, transferId);
    fanout.told.length = 0;
    await signalling.leave(ben, transferId);
    expect(told()).toEqual([]);
    await signalling.disconnected(bensOtherTab);
    await signalling.disconnected(bensOtherTab);
    expect(told()).toEqual([['transfer:peer-presence', 'device:camera', false]]);
    expect(await signalling.join(anna, transferId)).toEqual({ isPeerPresent: false });
  });

  test('whoever is kept alive stays', async () => {
    await signalling.join(ben, transferId);
    fanout.told.length = 0;
    for (let n = 0; n < 20; n++) {
      clock.move(20_000);
      await signalling.sweep();
    }
    expect(told()).toEqual([]);
    expect(await signalling.join(anna, transferId)).toEqual({ isPeerPresent: true });
  });

  test('whoever was there by a node that died is told of as gone, once', async () => {
    await makeNode().join(ben, transferId);
    fanout.told.length = 0;
    clock.move(59_000);
    await signalling.sweep();
    expect(told()).toEqual([]);
    clock.move(1000);
    for (const node of [signalling, makeNode()]) await node.sweep();
    expect(told()).toEqual([['transfer:peer-presence', 'device:camera', false]]);
  });

  test('a server that slept with its lid closed does not tell its own people as gone', async () => {
    await signalling.join(ben, transferId);
    fanout.told.length = 0;
    clock.move(3_600_000);
    await signalling.sweep();
    expect(told()).toEqual([]);
  });

  test('strangers are refused and heard by no one', async () => {
    const attempts = [
      signalling.join(stranger, transferId),
      signalling.signal(stranger, signal),
      signalling.reset(stranger, { transferId, connId: 0, epoch: 'an epoch' }),
      signalling.progress(stranger, { transferId, receivedBytes: 5 }),
    ];
    for (const result of await Promise.allSettled(attempts)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'transfers.not_found' } });
    }
    expect(fanout.told).toEqual([]);
  });
});

test('signals reach the one device on the other side, in order, and say who they are from', async () => {
  for (const gen of [0, 1, 2]) await signalling.signal(anna, { ...signal, gen });
  await signalling.reset(ben, { transferId, connId: 4, epoch: 'an epoch' });
  expect(fanout.told).toEqual([
    ...[0, 1, 2].map((gen) => ({
      name: 'peer:signal',
      to: ['device:phone'],
      payload: { ...signal, gen, from: camera },
    })),
    { name: 'peer:reset', to: ['device:camera'], payload: { transferId, connId: 4, epoch: 'an epoch', from: phone } },
  ]);
});

test('of someone who hides their address, relayed candidates go on and no others', async () => {
  hiding = anna.accountId;
  const host = { candidate: 'candidate:1 1 udp 2122260223 192.168.1.7 50000 typ host' };
  const relayed = { candidate: 'candidate:1 1 udp 41885439 198.51.100.7 50000 typ relay raddr 0.0.0.0 rport 0' };
  for (const candidate of [host, relayed]) await signalling.signal(anna, { ...signal, candidate });
  await signalling.signal(ben, { ...signal, candidate: host });
  expect(fanout.told.map(({ to, payload }) => [to[0], (payload as typeof signal).candidate])).toEqual([
    ['device:phone', relayed],
    ['device:camera', host],
  ]);
});

test('progress is written now and then, and what is left over when the device leaves', async () => {
  await signalling.join(ben, transferId);
  for (const bytes of [1, 2, 3]) await signalling.progress(ben, { transferId, receivedBytes: bytes });
  expect(written).toEqual([1]);
  clock.move(2000);
  await signalling.progress(ben, { transferId, receivedBytes: 4 });
  await signalling.progress(ben, { transferId, receivedBytes: 5 });
  await signalling.disconnected(ben);
  expect(written).toEqual([1, 4, 5]);
});

describe('while the database is away', () => {
  const away = () => Promise.reject(new Error('the database is away'));
  const other = crypto.randomUUID() as TransferId;

  test('progress is kept, and written when it is back', async () => {
    await signalling.join(ben, transferId);
    beforeWriting = away;
    await signalling.progress(ben, { transferId, receivedBytes: 7 });
    expect(warned).toMatchObject([{ transferId }]);
    beforeWriting = async () => {};
    clock.move(15_000);
    await signalling.sweep();
    await vi.waitFor(() => expect(written).toEqual([7]));
  });

  test('whoever disconnects leaves all they had joined, and is kept no more', async () => {
    for (const id of [transferId, other]) {
      await signalling.join(ben, id);
      await signalling.progress(ben, { transferId: id, receivedBytes: 1 });
      await signalling.progress(ben, { transferId: id, receivedBytes: 2 });
    }
    fanout.told.length = 0;
    beforeWriting = away;
    await signalling.disconnected(ben);
    expect(told()).toEqual(Array(2).fill(['transfer:peer-presence', 'device:camera', false]));
    clock.move(15_000);
    await signalling.sweep();
    for (const id of [transferId, other]) expect(await roster.isHere(id, phone)).toBe(false);
  });

  test('everyone is kept, however long it takes to answer', async () => {
    for (const id of [transferId, other]) {
      await signalling.join(ben, id);
      await signalling.progress(ben, { transferId: id, receivedBytes: 1 });
      await signalling.progress(ben, { transferId: id, receivedBytes: 2 });
    }
    fanout.told.length = 0;
    beforeWriting = () => new Promise(() => {});
    for (let n = 0; n < 10; n++) {
      clock.move(15_000);
      await signalling.sweep();
    }
    expect(told()).toEqual([]);
  });
});

test('one who cannot be kept does not take the others along', async () => {
  const other = crypto.randomUUID() as TransferId;
  for (const id of [other, transferId]) await signalling.join(ben, id);
  const { keep } = roster;
  roster.keep = async (id, ...rest) => {
    if (id === other) throw new Error('not this one');
    return keep(id, ...rest);
  };
  for (let n = 0; n < 5; n++) {
    clock.move(15_000);
    await expect(signalling.sweep()).rejects.toThrow('not this one');
  }
  expect(await roster.isHere(transferId, phone)).toBe(true);
});

describe('connection quality', () => {
  const report = {
    transferId,
    route: 'direct' as const,
    isRelaying: false,
    connections: 1,
    roundTripMs: 20,
    lostShare: 0.02,
    bytesPerSecond: 1_000_000,
    failure: null,
  };

  test('is one line of ids and figures, at most every four seconds for each device', async () => {
    await signalling.join(anna, transferId);
    await signalling.join(ben, transferId);
    for (const from of [anna, ben, anna, ben]) signalling.quality(from, report);
    expect(logged).toEqual([
      { by: camera, ...report },
      { by: phone, ...report },
    ]);
    clock.move(4000);
    signalling.quality(anna, report);
    expect(logged).toHaveLength(3);
  });

  test('that is none at all is a warning with its reason', async () => {
    await signalling.join(anna, transferId);
    signalling.quality(anna, { ...report, route: null, connections: 0, failure: 'unreachable' });
    expect(logged).toEqual([]);
    expect(warned).toMatchObject([{ transferId, by: camera, failure: 'unreachable' }]);
  });

  test('of someone who takes no part is not written', () => {
    signalling.quality(stranger, report);
    signalling.quality(anna, report);
    expect(logged).toEqual([]);
  });
});
