import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import type { NewSegment } from '../../../shared/transfers/relay.ts';
import {
  anna,
  BLOCK,
  begin,
  ben,
  cleo,
  clock,
  fanout,
  files,
  HOUR,
  only,
  put,
  refusal,
  services,
  setUpRelay,
  state,
  take,
  told,
  transferId,
} from '../../../testing/relayWorld.ts';

setUpRelay();

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
