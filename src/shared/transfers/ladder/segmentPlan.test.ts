import { describe, expect, it } from 'vitest';
import { BlockQueue } from '../blockQueue.ts';
import { BLOCK_BYTES, SEAL_OVERHEAD_BYTES } from '../transferRules.ts';
import { ladderRules } from './ladderRules.ts';
import { SegmentPlan } from './segmentPlan.ts';

const MEBIBYTE = 1024 * 1024;
const { unfetchedMs } = ladderRules;

function planOf(blocks: number): { queue: BlockQueue; plan: SegmentPlan } {
  const queue = new BlockQueue([{ index: 0, sizeBytes: blocks * BLOCK_BYTES }]);
  queue.setReadable(0, true);
  let ids = 0;
  return { queue, plan: new SegmentPlan(queue, () => `s${++ids}`) };
}

/** A plan of so many segments of sixteen blocks each, all of them ready, and nothing else. */
function readyPlan(segments: number): { queue: BlockQueue; plan: SegmentPlan } {
  const both = planOf(segments * 16);
  for (let n = 1; n <= segments; n++) {
    both.plan.next(4 * MEBIBYTE, 0);
    both.plan.uploaded(`s${n}`, 0);
  }
  return both;
}

describe('cutting segments', () => {
  it.each([
    { most: 0, blocks: 4 },
    { most: 1.9 * MEBIBYTE, blocks: 4 },
    { most: 2 * MEBIBYTE, blocks: 8 },
    { most: 7.9 * MEBIBYTE, blocks: 16 },
    { most: 8 * MEBIBYTE, blocks: 32 },
    { most: 20 * MEBIBYTE, blocks: 64 },
    { most: 500 * MEBIBYTE, blocks: 128 },
  ])('$blocks blocks, from the back, where $most bytes are carried soon', ({ most, blocks }) => {
    expect(planOf(1000).plan.next(most, 0)).toEqual({ segmentId: 's1', run: [0, 1000 - blocks, blocks] });
  });

  it('takes what there is, then nothing', () => {
    const { plan } = planOf(3);
    expect([plan.next(0, 0)?.run, plan.next(0, 0)]).toEqual([[0, 0, 3], null]);
  });
});

describe('what becomes of a segment', () => {
  it('tells what is on its way, and what lies there', () => {
    const { plan } = planOf(16);
    plan.next(0, 0);
    plan.next(2 * MEBIBYTE, 0);
    plan.sent('s1', 2 * MEBIBYTE);
    plan.sent('s2', MEBIBYTE);
    expect([plan.uploadingBytes, plan.readyBytes]).toEqual([{ all: 3 * MEBIBYTE, rest: MEBIBYTE }, 0]);
    plan.uploaded('s1', 0);
    expect([plan.uploadingBytes.all, plan.readyBytes]).toEqual([2 * MEBIBYTE, MEBIBYTE]);
  });

  it('counts what the relay took, once', () => {
    const { plan } = planOf(16);
    plan.next(4 * MEBIBYTE, 0);
    expect([plan.sent('s1', 100), plan.sent('s1', 80), plan.sent('s1', 150), plan.sent('s9', 5)]).toEqual([
      100, 0, 50, 0,
    ]);
  });

  it('is missing again when it is dropped', () => {
    const { queue, plan } = planOf(16);
    plan.next(4 * MEBIBYTE, 0);
    plan.dropped('s1');
    expect([queue.freeBytes / BLOCK_BYTES, plan.uploading]).toEqual([16, []]);
  });

  it('has arrived when it is taken, but for the bad blocks', () => {
    const { queue, plan } = readyPlan(1);
    expect(plan.taken('s1', [3, 4], 1000)?.run).toEqual([0, 0, 16]);
    expect([queue.missingBytes / BLOCK_BYTES, queue.take(9), plan.taken('s1', [], 1000)]).toEqual([2, [0, 3, 2], null]);
  });

  it('is adopted once, and its blocks are left alone', () => {
    const { queue, plan } = planOf(20);
    const found = [{ segmentId: 'old', run: [0, 4, 16] as [number, number, number] }];
    plan.adopt(found, 0);
    plan.dropped('old');
    plan.adopt(found, 0);
    plan.adopt(found, 0);
    expect([plan.ready.length, queue.take(99), queue.take(99)]).toEqual([1, [0, 0, 4], null]);
  });

  it('is needless once all of it arrived otherwise', () => {
    const { queue, plan } = planOf(2);
    plan.next(0, 0);
    queue.markArrived(0, 0);
    expect(plan.needless).toEqual([]);
    queue.markArrived(0, 1);
    expect(plan.needless.map(({ segmentId }) => segmentId)).toEqual(['s1']);
  });
});

describe('sharing what nobody fetches', () => {
  it('waits, and then offers the newest first, one at a time', () => {
    const { queue, plan } = readyPlan(3);
    expect([plan.shareNewest(unfetchedMs - 1, 0), queue.freeBytes / BLOCK_BYTES]).toEqual([false, 0]);
    expect([plan.shareNewest(unfetchedMs, 0), queue.take(99)]).toEqual([true, [0, 0, 16]]);
    expect([plan.shareNewest(unfetchedMs, 0), queue.take(99)]).toEqual([true, [0, 16, 16]]);
  });

  it('waits until the receiver had the time to fetch', () => {
    const { plan } = readyPlan(1);
    expect(plan.shareNewest(unfetchedMs + 5000, 6000)).toBe(false);
  });

  it('offers nothing of a file that cannot be read', () => {
    const { queue, plan } = readyPlan(1);
    queue.setReadable(0, false);
    expect(plan.shareNewest(unfetchedMs, 0)).toBe(false);
  });

  it.each([
    ['dropped', (plan: SegmentPlan) => plan.dropped('s1')],
    ['taken with bad blocks', (plan: SegmentPlan) => plan.taken('s1', [0, 1], 0)],
  ] as const)('leaves what peers carry alone when the segment is %s', (_, end) => {
    const { queue, plan } = readyPlan(1);
    plan.shareNewest(unfetchedMs, 0);
    queue.take(99);
    end(plan);
    expect(queue.take(99)).toBeNull();
  });

  it('takes it back when the peers are gone', () => {
    const { queue, plan } = readyPlan(1);
    plan.shareNewest(unfetchedMs, 0);
    plan.unshare(unfetchedMs);
    expect([queue.freeBytes / BLOCK_BYTES, plan.isAnyShared]).toEqual([0, false]);
    plan.dropped('s1');
    expect(queue.freeBytes / BLOCK_BYTES).toBe(16);
  });

  it('knows that the receiver takes nothing', () => {
    const { plan } = readyPlan(2);
    expect([
      plan.isIgnored(unfetchedMs - 1, 0),
      plan.isIgnored(unfetchedMs, 0),
      plan.isIgnored(unfetchedMs, 1),
    ]).toEqual([false, true, false]);
    plan.taken('s1', [], unfetchedMs);
    expect(plan.isIgnored(unfetchedMs + 1, 0)).toBe(false);
    expect(planOf(5).plan.isIgnored(1e9, 0)).toBe(false);
  });
});

describe('what the relay holds', () => {
  it('is what lies there whole, and of what is on its way as many sealed blocks as have come', () => {
    const { plan } = planOf(32);
    plan.next(4 * MEBIBYTE, 0);
    plan.uploaded('s1', 0);
    plan.next(2 * MEBIBYTE, 0);
    plan.sent('s2', 2.5 * (BLOCK_BYTES + SEAL_OVERHEAD_BYTES));
    expect([...plan.heldOf(0).runs()]).toEqual([
      [8, 2],
      [16, 16],
    ]);
    plan.dropped('s1');
    expect([...plan.heldOf(0).runs()]).toEqual([[8, 2]]);
    expect(plan.heldOf(1).count).toBe(0);
  });
});
