import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { TransferId } from '../../../shared/core/ids.ts';
import { type NewSegment, relayLimits } from '../../../shared/transfers/relay.ts';
import {
  anna,
  BLOCK,
  begin,
  ben,
  cleo,
  clock,
  database,
  newTransfer,
  only,
  put,
  refusal,
  segmentOf,
  services,
  setUpRelay,
  start,
  state,
  store,
  take,
} from '../../../testing/relayWorld.ts';
import { makeTransferRow } from '../../../testing/transferRows.ts';

setUpRelay();

describe('beginning a segment', () => {
  test('is for the sender of a live transfer, offered or accepted', async () => {
    await begin();
    await expect(begin({}, ben)).rejects.toEqual(refusal('transfers.not_sender'));
    await expect(begin({}, cleo)).rejects.toEqual(refusal('transfers.not_found'));
    await expect(begin({ transferId: randomUUID() as TransferId })).rejects.toEqual(refusal('transfers.not_found'));
    await newTransfer(anna, ben, { state: 'offered' });
    await begin();
    await newTransfer(anna, ben, { state: 'cancelled' });
    await expect(begin()).rejects.toEqual(refusal('transfers.ended'));
    await newTransfer(anna, ben, { expiresAt: clock.now() });
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
    await newTransfer(anna, ben, fields);
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
    await newTransfer(cleo, ben);
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
