import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccountId, SegmentId, TransferId } from '../../../shared/core/ids.ts';
import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import { type NewSegment, relayLimits, SEALED_BLOCK_BYTES } from '../../../shared/transfers/relay.ts';
import { makeFakeClock } from '../../../testing/fakeClock.ts';
import { makeRecordedFanout } from '../../../testing/recordedFanout.ts';
import { makeTestAdapters } from '../../../testing/testAdapters.ts';
import { openTestDatabase } from '../../../testing/testDatabase.ts';
import { makeTestRelay } from '../../../testing/testRelay.ts';
import { makeAccountRow, makeTransferRow } from '../../../testing/transferRows.ts';
import type { OpenDatabase } from '../../adapters/database.ts';
import { compose, type Services } from '../../compose.ts';
import type { RelaySettings } from './relayRoom.ts';

const HOUR = 3600_000;
const BLOCK = SEALED_BLOCK_BYTES;
let database: OpenDatabase;
let clock: ReturnType<typeof makeFakeClock>;
let fanout: ReturnType<typeof makeRecordedFanout>;
let store: ReturnType<typeof makeTestRelay>;
let services: Services;
let anna: AccountId;
let ben: AccountId;
let cleo: AccountId;
let transferId: TransferId;

const refusal = (code: string) => expect.objectContaining({ code });
const soon = () => new Date(clock.now().getTime() + 6 * 24 * HOUR);

/** The server, as it starts on this folder and database. */
function start(change: Partial<RelaySettings> = {}, folder?: string): void {
  store = makeTestRelay(change, folder);
  services = compose(makeTestAdapters({ db: database.db, fanout, clock, relay: store }));
}

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
  transferId = await makeTransferRow(database.db, anna, ben, { expiresAt: soon() });
});

function segmentOf(change: Partial<NewSegment> = {}): NewSegment {
  const segmentId = randomUUID() as SegmentId;
  return { segmentId, transferId, file: 0, firstBlock: 0, blockCount: 1, sizeBytes: 1000, ...change };
}
async function begin(change: Partial<NewSegment> = {}, by = anna): Promise<NewSegment> {
  const segment = segmentOf(change);
  await services.segments.open(segment, by);
  return segment;
}
async function* only(bytes: Uint8Array) {
  yield bytes;
}
/** A whole segment in the relay. */
async function put(change: Partial<NewSegment> = {}, by = anna): Promise<NewSegment> {
  const segment = await begin(change, by);
  await services.segments.append(segment.segmentId, 0, only(randomBytes(segment.sizeBytes)));
  return segment;
}
const state = (viewer = ben) => services.relay.state(transferId, viewer);
const take = ({ segmentId }: NewSegment, badBlocks: number[] = [], by = ben) =>
  services.relay.acknowledge(transferId, segmentId, badBlocks, by);
const told = (name: string) => fanout.told.filter((one) => one.name === name).map(({ to, payload }) => [to, payload]);
const files = () => readdirSync(store.folder);

describe('beginning a segment', () => {
  test('is for the sender of a live transfer, offered or accepted', async () => {
    await begin();
    await expect(begin({}, ben)).rejects.toEqual(refusal('transfers.not_sender'));
    await expect(begin({}, cleo)).rejects.toEqual(refusal('transfers.not_found'));
    await expect(begin({ transferId: randomUUID() as TransferId })).rejects.toEqual(refusal('transfers.not_found'));
    transferId = await makeTransferRow(database.db, anna, ben, { state: 'offered' });
    await begin();
    transferId = await makeTransferRow(database.db, anna, ben, { state: 'cancelled' });
    await expect(begin()).rejects.toEqual(refusal('transfers.ended'));
    transferId = await makeTransferRow(database.db, anna, ben, { expiresAt: clock.now() });
    await expect(begin()).rejects.toEqual(refusal('transfers.expired'));
  });

  const misfits: [string, Partial<NewSegment>, string][] = [
    ['fewer bytes than its blocks have', { blockCount: 3, sizeBytes: 2 * BLOCK }, 'relay.wrong_size'],
    ['a last block that is nothing but its seal', { sizeBytes: 60 }, 'relay.wrong_size'],
    ['more bytes than its blocks have', { sizeBytes: BLOCK + 1 }, 'relay.wrong_size'],
    ['a file that the transfer does not have', { file: 3 }, 'transfers.no_such_file'],
    ['a file that was not asked for', { file: 1 }, 'transfers.no_such_file'],
    ['blocks beyond all bytes of the transfer', { firstBlock: 4 }, 'relay.no_such_block'],
  ];
  test.each(misfits)('%s is refused', async (_case, change, code) => {
    const fields = { chosenFiles: [0, 2], totalBytes: 1_000_000 };
    transferId = await makeTransferRow(database.db, anna, ben, fields);
    await expect(begin(change)).rejects.toEqual(refusal(code));
    expect(await database.db.relaySegment.count()).toBe(0);
  });

  test('twice with one id, or twenty times at once, is beginning one', async () => {
    const segment = segmentOf();
    await Promise.all(Array.from({ length: 20 }, () => services.segments.open(segment, anna)));
    expect(await database.db.relaySegment.count()).toBe(1);
    const other = { ...segment, firstBlock: 7 };
    await expect(services.segments.open(other, anna)).rejects.toEqual(refusal('relay.segment_changed'));
  });

  test("under someone else's id it learns nothing", async () => {
    const { segmentId } = await begin();
    transferId = await makeTransferRow(database.db, cleo, ben);
    await expect(begin({ segmentId }, cleo)).rejects.toEqual(refusal('relay.not_found'));
  });
});

describe('room', () => {
  test('of one account: twenty who ask at once get exactly what there is', async () => {
    start({ accountBytes: 3.5 * BLOCK });
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => begin({ sizeBytes: BLOCK })));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const tried of tries) if (tried.status === 'rejected') expect(tried.reason).toEqual(refusal('relay.quota'));
    expect(await state()).toMatchObject({ isOpen: false, closedBecause: 'quota' });
  });

  test('of all: what one account has taken another cannot have', async () => {
    start({ maxBytes: 3.5 * BLOCK });
    const other = await makeTransferRow(database.db, cleo, ben);
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 ? begin({ sizeBytes: BLOCK }) : begin({ sizeBytes: BLOCK, transferId: other }, cleo),
      ),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const tried of tries) if (tried.status === 'rejected') expect(tried.reason).toEqual(refusal('relay.full'));
    expect(await state()).toMatchObject({ isOpen: false, closedBecause: 'full' });
  });

  test('for uploads at once: eight, until one is whole', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => begin()));
    const begun = tries.flatMap((tried) => (tried.status === 'fulfilled' ? [tried.value] : []));
    expect(begun).toHaveLength(relayLimits.openPerAccount);
    for (const tried of tries) if (tried.status === 'rejected') expect(tried.reason).toEqual(refusal('relay.too_many'));
    await services.segments.append(begun[0]!.segmentId, 0, only(randomBytes(1000)));
    await begin();
    await expect(begin()).rejects.toEqual(refusal('relay.too_many'));
  });

  test('is taken by small segments too: none counts less than 64 KiB', async () => {
    start({ accountBytes: 2 * 64 * 1024 });
    await put({ sizeBytes: 100 });
    await put({ sizeBytes: 100 });
    await expect(begin({ sizeBytes: 100 })).rejects.toEqual(refusal('relay.quota'));
  });

  test('on the disk: what was promised to uploads under way is not promised again', async () => {
    start({ keepFreeBytes: 7 * BLOCK });
    store.bytes.freeBytes = async () => 10 * BLOCK;
    const two = { blockCount: 2, sizeBytes: 2 * BLOCK };
    await begin(two);
    await expect(begin(two)).rejects.toEqual(refusal('relay.full'));
    await begin({ sizeBytes: BLOCK });
    expect(await state()).toMatchObject({ isOpen: false, closedBecause: 'full' });
  });

  test('is given back when a segment is taken', async () => {
    start({ accountBytes: BLOCK });
    const segment = await put({ sizeBytes: BLOCK });
    await expect(begin()).rejects.toEqual(refusal('relay.quota'));
    await take(segment);
    await begin();
  });

  test('there is none when the relay is off; what is there can still be taken', async () => {
    const segment = await put();
    start({ isOn: false }, store.folder);
    await expect(begin()).rejects.toEqual(refusal('relay.off'));
    expect(await state()).toMatchObject({ isOpen: false, closedBecause: 'off', segments: [{}] });
    await take(segment);
  });
});

describe('a segment', () => {
  test('is told to the recipient when it is whole, and to no one before', async () => {
    const { segmentId } = await begin();
    await services.segments.append(segmentId, 0, only(randomBytes(999)));
    expect(await state()).toMatchObject({ segments: [], unfinished: [], expiresAt: null });
    expect(await state(anna)).toMatchObject({ segments: [], unfinished: [{ segmentId }] });
    await expect(services.segments.findForRecipient(segmentId, ben)).rejects.toEqual(refusal('relay.not_found'));
    expect(fanout.told).toEqual([]);

    await services.segments.append(segmentId, 999, only(randomBytes(1)));
    const expiresAt = new Date(clock.now().getTime() + 24 * HOUR).toISOString();
    expect(await state()).toMatchObject({ segments: [{ segmentId, sizeBytes: 1000, expiresAt }], expiresAt });
    expect(await state(anna)).toMatchObject({ unfinished: [] });
    const segment = expect.objectContaining({ segmentId, transferId });
    expect(told('relay:segment-ready')).toEqual([[[`account:${ben}`], { segment }]]);
  });

  test('is for the recipient alone, and its upload for whoever began it', async () => {
    const { segmentId } = await put();
    for (const stranger of [anna, cleo]) {
      await expect(services.segments.findForRecipient(segmentId, stranger)).rejects.toEqual(refusal('relay.not_found'));
    }
    for (const stranger of [ben, cleo]) {
      await expect(services.segments.requireUploader(segmentId, stranger)).rejects.toEqual(refusal('relay.not_found'));
    }
    await services.segments.requireUploader(segmentId, anna);
    const { sizeBytes } = await services.segments.findForRecipient(segmentId, ben);
    expect((await buffer((await services.segments.read(segmentId, 0, 999))!)).length).toBe(sizeBytes);
  });

  test('[R11] is gone once taken, and its good blocks count as durable', async () => {
    const segment = await put({ firstBlock: 4, blockCount: 3, sizeBytes: 3 * BLOCK });
    await take(segment, [5]);
    expect(files()).toEqual([]);
    expect(await state(anna)).toMatchObject({
      segments: [],
      have: [
        [0, 4, 1],
        [0, 6, 1],
      ],
    });
    const { segmentId } = segment;
    expect(told('relay:acknowledged')).toEqual([[[`account:${anna}`], { transferId, segmentId, badBlocks: [5] }]]);
    await take(segment);
    expect(told('relay:acknowledged')).toHaveLength(1);
  });

  test('is taken by the recipient only, and only whole', async () => {
    const segment = await put();
    await expect(take(segment, [], anna)).rejects.toEqual(refusal('transfers.not_recipient'));
    await expect(take(segment, [], cleo)).rejects.toEqual(refusal('transfers.not_found'));
    await expect(take(segment, [1])).rejects.toEqual(refusal('relay.no_such_block'));
    const unfinished = await begin();
    await take(unfinished);
    expect((await state(anna)).unfinished).toHaveLength(1);
    expect((await state()).segments).toHaveLength(1);
  });

  test('of twenty that are taken at once every block counts', async () => {
    const segments: NewSegment[] = [];
    for (let n = 0; n < 20; n++) segments.push(await put({ firstBlock: n * 2 }));
    await Promise.all(segments.map((segment) => take(segment)));
    expect((await state()).have).toEqual(segments.map(({ firstBlock }) => [0, firstBlock, 1]));
  });

  test('can be taken back by its sender', async () => {
    const { segmentId } = await put();
    await services.segments.remove(segmentId);
    expect(files()).toEqual([]);
    expect(told('relay:segment-dropped')).toEqual([[[`account:${anna}`, `account:${ben}`], { transferId, segmentId }]]);
  });
});

describe('[R12] what is told through the relay', () => {
  test('roots, by the sender; the last one counts', async () => {
    const tell = (file: number, sealedRoot: string, by = anna) =>
      services.relay.tellRoot(transferId, { file, sealedRoot }, by);
    await tell(1, 'AAAA');
    await tell(1, 'BBBB');
    expect((await state()).roots).toEqual([{ file: 1, sealedRoot: 'BBBB' }]);
    expect(told('relay:root-told').at(-1)).toEqual([[`account:${ben}`], { transferId, file: 1, sealedRoot: 'BBBB' }]);
    await expect(tell(3, 'AAAA')).rejects.toEqual(refusal('transfers.no_such_file'));
    await expect(tell(0, 'AAAA', ben)).rejects.toEqual(refusal('transfers.not_sender'));
    await expect(tell(0, 'AAAA', cleo)).rejects.toEqual(refusal('transfers.not_found'));
  });

  test('what is durable, by the recipient; it may also become less', async () => {
    const tell = (have: BlockRun[], by = ben) => services.relay.tellHave(transferId, 'one life of it', have, by);
    await tell([
      [0, 5, 2],
      [0, 0, 5],
    ]);
    expect((await state(anna)).have).toEqual([[0, 0, 7]]);
    await tell([[0, 0, 1]]);
    expect((await state(anna)).have).toEqual([[0, 0, 1]]);
    expect(told('relay:have-told').at(-1)).toEqual([
      [`account:${anna}`],
      { transferId, epoch: 'one life of it', have: [[0, 0, 1]] },
    ]);
    await expect(tell([], anna)).rejects.toEqual(refusal('transfers.not_recipient'));
    await expect(tell([], cleo)).rejects.toEqual(refusal('transfers.not_found'));
  });

  test('is told to the parties only', async () => {
    await expect(state(cleo)).rejects.toEqual(refusal('transfers.not_found'));
  });
});

describe('the end', () => {
  const rows = async () => [
    await database.db.relaySegment.count(),
    await database.db.relayRoot.count(),
    await database.db.relayHave.count(),
  ];
  async function fill() {
    const segment = await put();
    await begin();
    await services.relay.tellRoot(transferId, { file: 0, sealedRoot: 'AAAA' }, anna);
    await services.relay.tellHave(transferId, 'one life of it', [[0, 0, 1]], ben);
    return segment;
  }

  const endings: [string, () => Promise<unknown>][] = [
    ['cancelled', () => services.transfers.cancel(transferId, ben)],
    ['completed', () => services.transfers.complete(transferId, ben)],
    ['failed', () => services.transfers.fail(transferId, anna, 'file_vanished')],
    [
      'expired',
      async () => {
        clock.move(7 * 24 * HOUR);
        await services.transfers.sweep();
      },
    ],
  ];
  test.each(endings)('[R14] of a transfer that is %s: nothing of it stays', async (_name, end) => {
    const { segmentId } = await fill();
    await end();
    expect([await rows(), files()]).toEqual([[0, 0, 0], []]);
    await expect(services.segments.requireUploader(segmentId, anna)).rejects.toEqual(refusal('relay.not_found'));
  });

  test('of an upload under way: it is asked to stop, and nothing of it stays', async () => {
    const { segmentId } = await begin();
    const upload = new EventEmitter();
    async function* untilWanted() {
      const wanted = once(upload, 'wanted');
      yield randomBytes(400);
      upload.emit('begun');
      await wanted;
    }
    const begun = once(upload, 'begun');
    const release = await store.locks.acquire(segmentId, { onWanted: () => upload.emit('wanted'), waitMs: 1000 });
    const writing = services.segments.append(segmentId, 0, untilWanted()).finally(release);
    await begun;
    await services.transfers.cancel(transferId, anna);
    expect([await writing, await rows(), files()]).toEqual([400, [0, 0, 0], []]);
  });

  test('[R13] of its time: a whole segment goes after a day, one that nobody goes on with after an hour', async () => {
    const whole = await put();
    const { segmentId } = await begin();
    clock.move(HOUR / 2);
    await services.segments.append(segmentId, 0, only(randomBytes(10)));
    clock.move(HOUR - 1);
    await services.relay.sweep();
    expect((await state(anna)).unfinished).toHaveLength(1);
    clock.move(1);
    // Also before the sweep comes by.
    expect((await state(anna)).unfinished).toHaveLength(0);
    await expect(services.segments.requireUploader(segmentId, anna)).rejects.toEqual(refusal('relay.not_found'));
    await services.relay.sweep();
    expect(files()).toHaveLength(1);

    clock.move(24 * HOUR);
    expect(await state()).toMatchObject({ segments: [], expiresAt: null });
    await expect(services.segments.findForRecipient(whole.segmentId, ben)).rejects.toEqual(refusal('relay.not_found'));
    await services.relay.sweep();
    expect([await rows(), files()]).toEqual([[0, 0, 0], []]);
    expect(told('relay:segment-dropped').at(-1)).toEqual([
      [`account:${anna}`, `account:${ben}`],
      { transferId, segmentId: whole.segmentId },
    ]);
  });

  test('comes after seven days, however slowly a segment came', async () => {
    start({ lifeMs: 7 * 24 * HOUR });
    transferId = await makeTransferRow(database.db, anna, ben);
    const begun = clock.now().getTime();
    const { segmentId } = await begin();
    for (let hour = 0; hour < 24; hour++) {
      clock.move(HOUR - 1);
      await services.segments.append(segmentId, hour, only(randomBytes(1)));
    }
    await services.segments.append(segmentId, 24, only(randomBytes(976)));
    expect((await state()).expiresAt).toBe(new Date(begun + 7 * 24 * HOUR).toISOString());
  });

  test('of an event with all that was in it: the bytes are no one’s, and swept', async () => {
    await put();
    await database.db.event.deleteMany();
    expect(files()).toHaveLength(1);
    await services.relay.sweep();
    expect(files()).toEqual([]);
  });
});

describe('[R15] after a crash', () => {
  test('an upload goes on from the bytes that are there', async () => {
    const { segmentId } = await begin();
    const bytes = randomBytes(1000);
    await services.segments.append(segmentId, 0, only(bytes.subarray(0, 300)));
    start({}, store.folder);
    await services.relay.sweep();
    expect(await services.segments.progress(segmentId)).toMatchObject({ offset: 300, sizeBytes: 1000 });
    await services.segments.append(segmentId, 300, only(bytes.subarray(300)));
    expect((await buffer((await services.segments.read(segmentId, 0, 999))!)).equals(bytes)).toBe(true);
  });

  test('a segment whose last byte came before the row said so is whole', async () => {
    const [swept, asked] = [await begin(), await begin()];
    for (const { segmentId } of [swept, asked]) {
      writeFileSync(join(store.folder, `${segmentId}.sealed`), randomBytes(1000));
    }
    await services.segments.progress(asked.segmentId);
    expect((await state()).segments).toMatchObject([{ segmentId: asked.segmentId }]);
    await services.relay.sweep();
    expect((await state()).segments).toHaveLength(2);
    expect(told('relay:segment-ready')).toHaveLength(2);
  });

  test('bytes that no row names go, and other files stay', async () => {
    const kept = await put();
    for (let n = 0; n < 450; n++) writeFileSync(join(store.folder, `${randomUUID()}.sealed`), 'x');
    writeFileSync(join(store.folder, 'notes.txt'), 'mine');
    await services.relay.sweep();
    expect(files().sort()).toEqual([`${kept.segmentId}.sealed`, 'notes.txt'].sort());
  });

  test('a segment whose bytes are gone, or not all there, goes and is told of', async () => {
    const [kept, shortened, gone] = [await put(), await put(), await put()];
    truncateSync(join(store.folder, `${shortened.segmentId}.sealed`), 999);
    await store.bytes.delete(gone.segmentId);
    await services.relay.sweep();
    expect((await state()).segments).toMatchObject([{ segmentId: kept.segmentId }]);
    expect(files()).toEqual([`${kept.segmentId}.sealed`]);
    const ids = told('relay:segment-dropped').map(([, payload]) => (payload as { segmentId: string }).segmentId);
    expect(ids.sort()).toEqual([shortened.segmentId, gone.segmentId].sort());
  });

  test('rows of a transfer that ended while nobody looked go, and their bytes', async () => {
    await put();
    await services.relay.tellRoot(transferId, { file: 0, sealedRoot: 'AAAA' }, anna);
    await database.db.transfer.update({ where: { id: transferId }, data: { state: 'cancelled' } });
    await services.relay.sweep();
    expect([await database.db.relaySegment.count(), await database.db.relayRoot.count(), files()]).toEqual([0, 0, []]);
  });
});
