import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { OpenDatabase } from '../server/adapters/database.ts';
import { compose, type Services } from '../server/compose.ts';
import type { RelaySettings } from '../server/transfers/relay/relayRoom.ts';
import type { AccountId, SegmentId, TransferId } from '../shared/core/ids.ts';
import { type NewSegment, SEALED_BLOCK_BYTES } from '../shared/transfers/relay.ts';
import { makeFakeClock } from './fakeClock.ts';
import { makeRecordedFanout } from './recordedFanout.ts';
import { makeTestAdapters } from './testAdapters.ts';
import { openTestDatabase } from './testDatabase.ts';
import { makeTestRelay } from './testRelay.ts';
import { makeAccountRow, makeTransferRow, type TransferRowFields } from './transferRows.ts';

/** The services around the relay, without a door: Anna sends to Ben, and Cleo has nothing to do with it. Made anew for each test. */

export const HOUR = 3600_000;
export const BLOCK = SEALED_BLOCK_BYTES;
export let database: OpenDatabase;
export let clock: ReturnType<typeof makeFakeClock>;
export let fanout: ReturnType<typeof makeRecordedFanout>;
export let store: ReturnType<typeof makeTestRelay>;
export let services: Services;
export let anna: AccountId;
export let ben: AccountId;
export let cleo: AccountId;
/** The transfer that segments are of, if a test does not say otherwise. */
export let transferId: TransferId;

/** To be called once in each file. */
export function setUpRelay(): void {
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.db.event.deleteMany();
    await database.db.account.deleteMany();
    clock = makeFakeClock();
    fanout = makeRecordedFanout();
    start();
    anna = await makeAccountRow(database.db, 'Anna');
    ben = await makeAccountRow(database.db, 'Ben');
    cleo = await makeAccountRow(database.db, 'Cleo');
    await newTransfer(anna, ben, { expiresAt: new Date(clock.now().getTime() + 6 * 24 * HOUR) });
  });
}

/** The server, as it starts on this folder and database. */
export function start(change: Partial<RelaySettings> = {}, folder?: string): void {
  store = makeTestRelay(change, folder);
  services = compose(makeTestAdapters({ db: database.db, fanout, clock, relay: store }));
}

/** From now on segments are of this one. */
export async function newTransfer(from: AccountId, to: AccountId, fields: TransferRowFields = {}): Promise<void> {
  transferId = await makeTransferRow(database.db, from, to, fields);
}

export const refusal = (code: string) => expect.objectContaining({ code });

export function segmentOf(change: Partial<NewSegment> = {}): NewSegment {
  const segmentId = randomUUID() as SegmentId;
  return { segmentId, transferId, file: 0, firstBlock: 0, blockCount: 1, sizeBytes: 1000, ...change };
}

export async function begin(change: Partial<NewSegment> = {}, by = anna): Promise<NewSegment> {
  const segment = segmentOf(change);
  await services.segments.open(segment, by);
  return segment;
}

export async function* only(bytes: Uint8Array) {
  yield bytes;
}

/** A whole segment in the relay. */
export async function put(change: Partial<NewSegment> = {}, by = anna): Promise<NewSegment> {
  const segment = await begin(change, by);
  await services.segments.append(segment.segmentId, 0, only(randomBytes(segment.sizeBytes)));
  return segment;
}

export const state = (viewer = ben) => services.relay.state(transferId, viewer);
export const take = ({ segmentId }: NewSegment, badBlocks: number[] = [], by = ben) =>
  services.relay.acknowledge(transferId, segmentId, badBlocks, by);
export const told = (name: string) =>
  fanout.told.filter((one) => one.name === name).map(({ to, payload }) => [to, payload]);
export const files = () => readdirSync(store.folder);
