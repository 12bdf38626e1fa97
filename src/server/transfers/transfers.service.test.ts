import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, DeviceId, MatchId, TransferId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { transferLimits } from '../../shared/transfers/transferRules.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { silentMeters } from '../../testing/silentMeters.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { makeIceIssuer } from '../core/iceServers.ts';
import { createOfferKeysService } from './offerKeys.service.ts';
import { createTransfersService } from './transfers.service.ts';

let database: OpenDatabase;
let clock: ReturnType<typeof makeFakeClock>;
let fanout: ReturnType<typeof makeRecordedFanout>;
let transfers: ReturnType<typeof createTransfersService>;
let offerKeys: ReturnType<typeof createOfferKeysService>;
let matchId: MatchId;
let anna: AccountId;
let ben: AccountId;
let cleo: AccountId;
let annasPhone: DeviceId;
let bensPhone: DeviceId;
let bensLaptop: DeviceId;
let devices: Map<AccountId, DeviceId[]>;
let hiding: AccountId | null;

const uuid = () => crypto.randomUUID();
const refusal = (code: string) => expect.objectContaining({ code });
const turn = { urls: ['turn:hall.example:3478'], secrets: ['x'.repeat(32)], ttlSeconds: 600 };
const log = { debug() {}, info() {}, warn() {}, error() {} };

async function makeAccount(username: string): Promise<AccountId> {
  const id = uuid();
  await database.db.account.create({
    data: { id, username, usernameKey: id, email: `${id}@example.org`, passwordHash: '-' },
  });
  return id as AccountId;
}

async function makeMatch(a: AccountId, b: AccountId): Promise<MatchId> {
  const [lowId, highId] = (a < b ? [a, b] : [b, a]) as [AccountId, AccountId];
  const day = new Date('2026-06-01');
  const event = {
    id: uuid(),
    code: uuid().slice(0, 12),
    name: 'Swing',
    location: 'Hall',
    startDate: day,
    endDate: day,
  };
  await database.db.event.create({ data: { ...event, createdById: a } });
  const row = { id: uuid(), eventId: event.id, lowId, highId, proposerId: a, state: 'accepted', expiresAt: day };
  await database.db.match.create({ data: row });
  return row.id as MatchId;
}

/** Matches that were opened for a transfer. */
let opened: MatchId[];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  hiding = null;
  opened = [];
  clock = makeFakeClock();
  fanout = makeRecordedFanout();
  [anna, ben, cleo] = (await Promise.all(['Anna', 'Ben', 'Cleo'].map(makeAccount))) as [
    AccountId,
    AccountId,
    AccountId,
  ];
  [annasPhone, bensPhone, bensLaptop] = [uuid(), uuid(), uuid()] as [DeviceId, DeviceId, DeviceId];
  devices = new Map([
    [anna, [annasPhone]],
    [ben, [bensPhone, bensLaptop]],
    [cleo, [uuid() as DeviceId]],
  ]);
  matchId = await makeMatch(anna, ben);
  transfers = createTransfersService({
    meters: silentMeters,
    db: database.db,
    clock,
    announce: fanout.announce,
    log,
    ice: makeIceIssuer({ clock, stunUrls: ['stun:hall.example:3478'], turn }),
    hidesAddress: async (account) => account === hiding,
    partnerOf: async (id, by) => {
      if (id !== matchId || by === cleo) throw new DomainError('matches.not_found');
      return by === anna ? ben : anna;
    },
    openMatch: async (id) => void opened.push(id),
    devicesOf: async (account) => devices.get(account) ?? [],
  });
  const devicesOf = async () => [];
  offerKeys = createOfferKeysService({ db: database.db, announce: fanout.announce, transfers, devicesOf });
});

const manifest = 'c2VhbGVkIG1hbmlmZXN0';
function offer(change: Partial<Parameters<typeof transfers.offer>[0]> = {}, by = anna) {
  const transferId = uuid() as TransferId;
  const sealedKeys = [bensPhone, bensLaptop].map((deviceId) => ({ deviceId, sealed: 'AAAA' }));
  const base = { transferId, matchId, senderDeviceId: annasPhone, sealedManifest: manifest, sealedKeys };
  return transfers.offer({ ...base, fileCount: 3, totalBytes: 5_000_000_000, ...change }, by);
}
const toldTo = (account: AccountId) =>
  fanout.told
    .filter(({ to }) => to.includes(`account:${account}`))
    .map(({ name, payload }) => [name, (payload as { transfer: Transfer }).transfer.state]);
const storedBytes = async (id: TransferId) =>
  (await database.db.transfer.findUniqueOrThrow({ where: { id } })).sealedManifest.length;

describe('offering', () => {
  test('both sides are told, each as they see it', async () => {
    const transfer = await offer();
    expect(transfer).toMatchObject({ state: 'offered', isSender: true, partnerId: ben, totalBytes: 5_000_000_000 });
    expect(await transfers.get(transfer.id, ben)).toMatchObject({ isSender: false, partnerId: anna });
    expect(toldTo(ben)).toEqual([['transfer:offered', 'offered']]);
  });

  test('the same offer sent twice, or twenty times at once, is one', async () => {
    const transferId = uuid() as TransferId;
    const all = await Promise.all(Array.from({ length: 20 }, () => offer({ transferId })));
    expect(new Set(all.map(({ id }) => id))).toEqual(new Set([transferId]));
    expect(toldTo(ben).filter(([name]) => name === 'transfer:offered')).toHaveLength(1);
    // The node that made it may have died on the way to telling it.
    expect(toldTo(ben)).toHaveLength(20);
  });

  test('the recipient gets the sealed manifest and the keys for their devices, the sender no keys', async () => {
    const { id } = await offer({
      sealedKeys: [
        { deviceId: bensPhone, sealed: 'AAAA' },
        { deviceId: uuid() as DeviceId, sealed: 'BBBB' },
      ],
    });
    expect(await offerKeys.sealedOffer(id, ben)).toEqual({
      transferId: id,
      sealedManifest: manifest,
      sealedKeys: [{ deviceId: bensPhone, sealed: 'AAAA' }],
    });
    expect((await offerKeys.sealedOffer(id, anna)).sealedKeys).toEqual([]);
  });

  test('it must come from a device of the sender and be sealed to one of the recipient', async () => {
    await expect(offer({ senderDeviceId: bensPhone })).rejects.toEqual(refusal('accounts.device_unknown'));
    const sealedKeys = [{ deviceId: annasPhone, sealed: 'AAAA' }];
    await expect(offer({ sealedKeys })).rejects.toEqual(refusal('transfers.no_device'));
  });

  test('only a party of the match offers', async () => {
    await expect(offer({}, cleo)).rejects.toEqual(refusal('matches.not_found'));
  });

  test('at most so many are open under one match', async () => {
    for (let n = 0; n < transferLimits.openPerMatch; n++) await offer();
    await expect(offer()).rejects.toEqual(refusal('transfers.too_many_open'));
  });

  test('nor are more when many are offered at once', async () => {
    const all = await Promise.allSettled(Array.from({ length: transferLimits.openPerMatch + 5 }, () => offer()));
    const refused = all.filter(({ status }) => status === 'rejected');
    expect(refused).toEqual(Array(5).fill({ status: 'rejected', reason: refusal('transfers.too_many_open') }));
  });

  test('opens the match again, unless it is refused', async () => {
    const { id } = await offer();
    expect(opened).toEqual([matchId]);
    const sealedKeys = [{ deviceId: annasPhone, sealed: 'AAAA' }];
    const refused = [
      offer({ senderDeviceId: bensPhone }),
      offer({ sealedKeys }),
      offer({ transferId: id, senderDeviceId: bensPhone, sealedKeys }, ben),
    ];
    for (const { status } of await Promise.allSettled(refused)) expect(status).toBe('rejected');
    for (let n = 1; n < transferLimits.openPerMatch; n++) await offer();
    await expect(offer()).rejects.toEqual(refusal('transfers.too_many_open'));
    expect(opened).toHaveLength(transferLimits.openPerMatch);
  });

  test("someone else's id tells nothing", async () => {
    const { id } = await offer();
    await expect(
      offer({ transferId: id, senderDeviceId: bensPhone, sealedKeys: [{ deviceId: annasPhone, sealed: 'AAAA' }] }, ben),
    ).rejects.toEqual(refusal('transfers.not_found'));
  });
});

describe('accepting', () => {
  test('the first device is the one; the same again is told again and changes nothing, another is refused', async () => {
    const { id } = await offer();
    const accepted = await transfers.accept(id, ben, bensPhone, [2, 0, 2]);
    expect(accepted).toMatchObject({ state: 'accepted', recipientDeviceId: bensPhone, chosenFiles: [0, 2] });
    expect(await transfers.accept(id, ben, bensPhone, [])).toEqual(accepted);
    await expect(transfers.accept(id, ben, bensLaptop, [])).rejects.toEqual(refusal('transfers.other_device'));
    expect(toldTo(anna)).toEqual([
      ['transfer:offered', 'offered'],
      ['transfer:changed', 'accepted'],
      ['transfer:changed', 'accepted'],
    ]);
  });

  test('of two devices that accept at once exactly one does', async () => {
    const { id } = await offer();
    const results = await Promise.allSettled(
      [bensPhone, bensLaptop].map((device) => transfers.accept(id, ben, device, [])),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('choosing all files is choosing none apart', async () => {
    const { id } = await offer();
    expect(await transfers.accept(id, ben, bensPhone, [0, 1, 2])).toMatchObject({ chosenFiles: [] });
  });

  test('a file that is not there, a device that is not theirs, a person who is not the recipient', async () => {
    const { id } = await offer();
    await expect(transfers.accept(id, ben, bensPhone, [3])).rejects.toEqual(refusal('transfers.no_such_file'));
    await expect(transfers.accept(id, ben, annasPhone, [])).rejects.toEqual(refusal('accounts.device_unknown'));
    await expect(transfers.accept(id, anna, annasPhone, [])).rejects.toEqual(refusal('transfers.not_recipient'));
  });

  test('accepting and cancelling at once end in one state that both see', async () => {
    const { id } = await offer();
    await Promise.allSettled([transfers.accept(id, ben, bensPhone, []), transfers.cancel(id, anna)]);
    expect(await transfers.get(id, anna)).toMatchObject({ state: 'cancelled' });
    expect(await transfers.get(id, ben)).toMatchObject({ state: 'cancelled' });
  });
});

describe('ending', () => {
  test('completing is for the recipient, once verified, and may be said twice', async () => {
    const { id } = await offer();
    await expect(transfers.complete(id, ben)).rejects.toEqual(refusal('transfers.not_accepted'));
    await transfers.accept(id, ben, bensPhone, []);
    await expect(transfers.complete(id, anna)).rejects.toEqual(refusal('transfers.not_recipient'));
    const completed = await transfers.complete(id, ben);
    expect(completed).toMatchObject({ state: 'completed', receivedBytes: 5_000_000_000 });
    expect(await transfers.complete(id, ben)).toEqual(completed);
    expect(toldTo(anna).at(-1)).toEqual(['transfer:changed', 'completed']);
    await expect(transfers.cancel(id, anna)).rejects.toEqual(refusal('transfers.ended'));
  });

  const endings: [string, (id: TransferId) => Promise<Transfer>, Partial<Transfer>][] = [
    ['refused', (id) => transfers.refuse(id, ben), { state: 'refused', endReason: 'refused' }],
    ['cancelled', (id) => transfers.cancel(id, anna), { state: 'cancelled', endReason: 'cancelled_by_sender' }],
  ];
  test.each(endings)('when it is %s, what was sealed is gone from the server', async (_name, end, expected) => {
    const { id } = await offer();
    expect(await storedBytes(id)).toBeGreaterThan(0);
    expect(await end(id)).toMatchObject(expected);
    expect(await storedBytes(id)).toBe(0);
    await expect(offerKeys.sealedOffer(id, ben)).rejects.toEqual(refusal('transfers.ended'));
    await expect(transfers.iceServers(id, ben)).rejects.toEqual(refusal('transfers.ended'));
  });

  test('an offer ends after a day, an accepted transfer after a week, seen before and after the sweep', async () => {
    const offered = await offer();
    const accepted = await offer();
    await transfers.accept(accepted.id, ben, bensPhone, []);
    clock.move(transferLimits.offerLifeMs);
    expect(await transfers.get(offered.id, ben)).toMatchObject({ state: 'expired', endReason: 'expired' });
    await expect(transfers.accept(offered.id, ben, bensPhone, [])).rejects.toEqual(refusal('transfers.expired'));
    await transfers.sweep();
    expect(await storedBytes(offered.id)).toBe(0);
    expect(await storedBytes(accepted.id)).toBeGreaterThan(0);
    clock.move(transferLimits.acceptedLifeMs);
    await transfers.sweep();
    await transfers.sweep();
    expect(await storedBytes(accepted.id)).toBe(0);
    expect(toldTo(anna).filter(([, state]) => state === 'expired')).toHaveLength(2);
  });
});

test('to anyone else a transfer does not exist', async () => {
  const { id } = await offer();
  const [device] = devices.get(cleo)!;
  const attempts = [
    transfers.get(id, cleo),
    offerKeys.sealedOffer(id, cleo),
    transfers.accept(id, cleo, device!, []),
    transfers.refuse(id, cleo),
    transfers.cancel(id, cleo),
    transfers.complete(id, cleo),
    transfers.iceServers(id, cleo),
    transfers.peerDevice(id, cleo, device!),
  ];
  for (const result of await Promise.allSettled(attempts)) {
    expect(result).toEqual({ status: 'rejected', reason: refusal('transfers.not_found') });
  }
  expect(await transfers.listByMatch(matchId, cleo)).toEqual([]);
  expect(toldTo(cleo)).toEqual([]);
});

test('lists hold what is under a match, and what is unfinished', async () => {
  const done = await offer();
  await transfers.cancel(done.id, anna);
  clock.move(1000);
  const open = await offer();
  expect((await transfers.listByMatch(matchId, ben)).map(({ id }) => id)).toEqual([open.id, done.id]);
  expect((await transfers.listUnfinished(ben)).map(({ id }) => id)).toEqual([open.id]);
  clock.move(transferLimits.offerLifeMs);
  expect(await transfers.listUnfinished(ben)).toEqual([]);
});

describe('servers to meet by', () => {
  test('are given to both parties once it is accepted, with other credentials each time', async () => {
    const { id } = await offer();
    for (const party of [anna, ben]) {
      await expect(transfers.iceServers(id, party)).rejects.toEqual(refusal('transfers.not_accepted'));
    }
    await transfers.accept(id, ben, bensPhone, []);
    const [annas, bens] = [await transfers.iceServers(id, anna), await transfers.iceServers(id, ben)];
    expect(annas).toMatchObject({ lifeMs: 600_000, transportPolicy: 'all' });
    expect(annas.iceServers.map(({ urls }) => urls)).toEqual([['stun:hall.example:3478'], ['turn:hall.example:3478']]);
    expect(annas.iceServers[1]?.username).not.toBe(bens.iceServers[1]?.username);
    clock.move(transferLimits.acceptedLifeMs);
    await expect(transfers.iceServers(id, ben)).rejects.toEqual(refusal('transfers.expired'));
  });

  test('say to whoever hides their address, and to no one else, to connect through them only', async () => {
    hiding = ben;
    const { id } = await offer();
    await transfers.accept(id, ben, bensPhone, []);
    expect((await transfers.iceServers(id, ben)).transportPolicy).toBe('relay');
    expect((await transfers.iceServers(id, anna)).transportPolicy).toBe('all');
  });

  test('everybody may know whether there is a relay', () => {
    expect(transfers.routes()).toEqual({ turn: true });
  });
});
