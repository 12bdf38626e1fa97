import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AccountId, DeviceId, TransferId } from '../../shared/core/ids.ts';
import type { SealedKey } from '../../shared/transfers/transfer.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { silentMeters } from '../../testing/silentMeters.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import { makeAccountRow, makeTransferRow } from '../../testing/transferRows.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { makeIceIssuer } from '../core/iceServers.ts';
import { createOfferKeysService } from './offerKeys.service.ts';
import { createTransfersService } from './transfers.service.ts';

let database: OpenDatabase;
let fanout: ReturnType<typeof makeRecordedFanout>;
let offerKeys: ReturnType<typeof createOfferKeysService>;
let anna: AccountId;
let ben: AccountId;
let cleo: AccountId;
let offer: TransferId;
const phone = crypto.randomUUID() as DeviceId;
const laptop = crypto.randomUUID() as DeviceId;
const newPhone = crypto.randomUUID() as DeviceId;
const keyFor = (deviceId: DeviceId, sealed = 'AAAA'): SealedKey => ({ deviceId, sealed });
const refusal = (code: string) => expect.objectContaining({ code });

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  const { db } = database;
  fanout = makeRecordedFanout();
  const { announce } = fanout;
  const clock = makeFakeClock();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const transfers = createTransfersService({
    meters: silentMeters,
    ...{ db, clock, announce, log },
    ice: makeIceIssuer({ clock, stunUrls: [], turn: null }),
    partnerOf: async () => ben,
    openMatch: async () => {},
    devicesOf: async () => [],
    hidesAddress: async () => false,
  });
  const devicesOf = async () => [phone, laptop, newPhone].map((deviceId) => ({ deviceId, publicKey: 'AAAA' }));
  offerKeys = createOfferKeysService({ db, announce, transfers, devicesOf });
  anna = await makeAccountRow(db, 'Anna');
  ben = await makeAccountRow(db, 'Ben');
  cleo = await makeAccountRow(db, 'Cleo');
  offer = await makeTransferRow(db, anna, ben, { state: 'offered' });
  await db.transfer.update({ where: { id: offer }, data: { sealedKeys: [keyFor(phone)] } });
});

const lacking = async () => (await offerKeys.devicesWithoutKey(offer, anna)).map(({ deviceId }) => deviceId);
const held = async () => (await offerKeys.sealedOffer(offer, ben)).sealedKeys;

test('a device without a key is known to the sender, and the one that made the offer hears that it asks', async () => {
  expect(await lacking()).toEqual([laptop, newPhone]);
  const { senderDeviceId } = await database.db.transfer.findUniqueOrThrow({ where: { id: offer } });
  await offerKeys.want(offer, ben);
  expect(fanout.told).toEqual([
    { name: 'transfer:key-wanted', to: [`device:${senderDeviceId}`], payload: { transferId: offer } },
  ]);
});

test('keys are added for those devices only, once each, and the recipient hears of it', async () => {
  await offerKeys.add(offer, anna, [
    keyFor(newPhone, 'BBBB'),
    keyFor(phone, 'CCCC'),
    keyFor(crypto.randomUUID() as DeviceId),
  ]);
  expect(await held()).toEqual([keyFor(phone), keyFor(newPhone, 'BBBB')]);
  expect(fanout.told.map(({ name, to }) => [name, to])).toEqual([['transfer:key-added', [`account:${ben}`]]]);
  await offerKeys.add(offer, anna, [keyFor(newPhone, 'DDDD')]);
  expect(await held()).toHaveLength(2);
  expect(fanout.told).toHaveLength(1);
  expect(await lacking()).toEqual([laptop]);
});

test('only the sender adds, only the recipient asks, and to anyone else the offer does not exist', async () => {
  await expect(offerKeys.add(offer, ben, [keyFor(laptop)])).rejects.toEqual(refusal('transfers.not_sender'));
  await expect(offerKeys.devicesWithoutKey(offer, ben)).rejects.toEqual(refusal('transfers.not_sender'));
  await expect(offerKeys.want(offer, anna)).rejects.toEqual(refusal('transfers.not_recipient'));
  for (const attempt of [
    () => offerKeys.want(offer, cleo),
    () => offerKeys.devicesWithoutKey(offer, cleo),
    () => offerKeys.add(offer, cleo, [keyFor(laptop)]),
    () => offerKeys.sealedOffer(offer, cleo),
  ]) {
    await expect(attempt()).rejects.toEqual(refusal('transfers.not_found'));
  }
  expect(fanout.told).toEqual([]);
});

test('once it is accepted, the key stays with the device that accepted', async () => {
  await database.db.transfer.update({ where: { id: offer }, data: { state: 'accepted' } });
  await expect(offerKeys.add(offer, anna, [keyFor(laptop)])).rejects.toEqual(refusal('transfers.already_decided'));
  await expect(offerKeys.want(offer, ben)).rejects.toEqual(refusal('transfers.already_decided'));
});
