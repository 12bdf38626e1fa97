import { describe, expect, it, vi } from 'vitest';
import { Bitmap } from './bitmap.ts';
import { BlockQueue } from './blockQueue.ts';
import { Chance } from './ladder/simulation/chance.ts';
import { BLOCK_BYTES } from './transferRules.ts';

function queueOf(...sizes: number[]): BlockQueue {
  const queue = new BlockQueue(sizes.map((blocks, index) => ({ index, sizeBytes: blocks * BLOCK_BYTES })));
  for (const index of sizes.keys()) queue.setReadable(index, true);
  return queue;
}

describe('[T9] the queue of missing blocks', () => {
  it('gives out from the front, file by file, and skips empty files', () => {
    const queue = queueOf(3, 0, 2);
    expect([queue.take(2), queue.take(2), queue.take(9), queue.take(9)]).toEqual([
      [0, 0, 2],
      [0, 2, 1],
      [2, 0, 2],
      null,
    ]);
  });

  it('gives a block that was put back before later ones', () => {
    const queue = queueOf(8);
    queue.take(4);
    queue.putBack(0, 1);
    expect([queue.take(4), queue.take(4)]).toEqual([
      [0, 1, 1],
      [0, 4, 4],
    ]);
  });

  it('never gives out a block that has arrived, even when its carrier died', () => {
    const queue = queueOf(2);
    queue.take(2);
    expect([queue.markArrived(0, 0), queue.markArrived(0, 0)]).toEqual([true, false]);
    queue.putBack(0, 0);
    queue.putBack(0, 1);
    expect(queue.take(9)).toEqual([0, 1, 1]);
  });

  it('gives out nothing of a file that cannot be read yet', () => {
    const queue = queueOf(1, 1);
    queue.setReadable(0, false);
    expect([queue.take(9), queue.take(9)]).toEqual([[1, 0, 1], null]);
    queue.setReadable(0, true);
    expect(queue.take(9)).toEqual([0, 0, 1]);
  });

  it('starts anew when the receiver does, leaving alone what is under way', () => {
    const queue = queueOf(4);
    queue.take(3);
    queue.markArrived(0, 0);
    queue.markArrived(0, 1);
    queue.forgetArrived();
    queue.markArrived(0, 0);
    expect([queue.take(9), queue.take(9)]).toEqual([
      [0, 1, 1],
      [0, 3, 1],
    ]);
    expect(queue.isComplete(0)).toBe(false);
  });

  it('takes back a block that the receiver asks for again', () => {
    const queue = queueOf(1);
    queue.take(1);
    queue.markArrived(0, 0);
    expect(queue.isComplete(0)).toBe(true);
    queue.unmark(0, 0);
    expect([queue.isComplete(0), queue.take(1)]).toEqual([false, [0, 0, 1]]);
  });

  it('gives out from the back as well, last file first', () => {
    const queue = queueOf(3, 0, 2);
    expect([queue.takeBack(1), queue.takeBack(9), queue.takeBack(2), queue.take(9), queue.takeBack(1)]).toEqual([
      [2, 1, 1],
      [2, 0, 1],
      [0, 1, 2],
      [0, 0, 1],
      null,
    ]);
  });

  it('gives neighbours from the back up to what is taken', () => {
    const queue = queueOf(8);
    queue.reserve([0, 4, 2]);
    expect([queue.takeBack(9), queue.takeBack(9), queue.takeBack(9)]).toEqual([[0, 6, 2], [0, 0, 4], null]);
  });

  it('finds from the back what was put back, before the front and behind it', () => {
    const queue = queueOf(8);
    queue.take(8);
    for (const block of [1, 2, 6]) queue.putBack(0, block);
    expect([queue.takeBack(9), queue.takeBack(1), queue.take(9)]).toEqual([
      [0, 6, 1],
      [0, 2, 1],
      [0, 1, 1],
    ]);
  });

  it('knows what is left to give out, and what is missing', () => {
    const queue = queueOf(4, 2);
    queue.setReadable(1, false);
    queue.reserve([0, 0, 3]);
    queue.markArrived(0, 0);
    expect([
      queue.freeBytes / BLOCK_BYTES,
      queue.missingBytes / BLOCK_BYTES,
      queue.isExhausted,
      queue.isGivenOut,
    ]).toEqual([1, 5, false, false]);
    queue.take(9);
    expect([queue.freeBytes / BLOCK_BYTES, queue.isExhausted, queue.isGivenOut]).toEqual([0, true, false]);
    queue.setReadable(1, true);
    expect(queue.takeBack(9)).toEqual([1, 0, 2]);
    expect([queue.isExhausted, queue.isGivenOut, queue.missingBytes / BLOCK_BYTES]).toEqual([true, true, 5]);
  });

  it.each(Array.from({ length: 50 }, (_, seed) => seed))(
    'gives nothing twice, from whichever end (seed %i)',
    (seed) => {
      const chance = new Chance(seed);
      const sizes = Array.from({ length: chance.integer(1, 5) }, () => chance.pick([0, 1, 7, 8, 9, 40]));
      const queue = queueOf(...sizes);
      const out = new Set<string>();
      const arrived = new Set<string>();
      for (let n = 0; n < 300; n++) {
        if (chance.is(0.1)) queue.setReadable(chance.integer(0, sizes.length - 1), chance.is(0.7));
        const [put] = out;
        if (put && chance.is(0.4)) {
          const [file, block] = put.split('/').map(Number) as [number, number];
          out.delete(put);
          if (chance.is(0.5)) queue.putBack(file, block);
          else arrived.add(put) && queue.markArrived(file, block);
        }
        const run = chance.is(0.5) ? queue.take(chance.integer(1, 9)) : queue.takeBack(chance.integer(1, 9));
        for (let block = run?.[1] ?? 0; run && block < run[1] + run[2]; block++) {
          const key = `${run[0]}/${block}`;
          expect(out.has(key) || arrived.has(key)).toBe(false);
          out.add(key);
        }
      }
      for (const index of sizes.keys()) queue.setReadable(index, true);
      for (let run = queue.take(9); run; run = queue.takeBack(9))
        for (let n = 0; n < run[2]; n++) out.add(`${run[0]}/${run[1] + n}`);
      expect(out.size + arrived.size).toBe(sizes.reduce((sum, size) => sum + size, 0));
    },
  );
});

it('gives out the blocks of thousands of files without looking through all of them for each', () => {
  const queue = new BlockQueue(Array.from({ length: 5000 }, (_, index) => ({ index, sizeBytes: 10_000 })));
  for (let index = 0; index < 5000; index++) queue.setReadable(index, true);
  const looks = vi.spyOn(Bitmap.prototype, 'nextClear');
  while (queue.take(4));
  expect(looks.mock.calls.length).toBeLessThan(3 * 5000);
  looks.mockClear();
  queue.putBack(7, 0);
  expect(queue.take(4)).toEqual([7, 0, 1]);
  expect(looks.mock.calls.length).toBeLessThan(5);
  looks.mockRestore();
});

it('counts bytes, not blocks: a small file is not taken for a whole block', () => {
  const queue = new BlockQueue([
    { index: 0, sizeBytes: 10 },
    { index: 1, sizeBytes: BLOCK_BYTES + 1 },
  ]);
  queue.setReadable(0, true);
  expect([queue.freeBytes, queue.missingBytes]).toEqual([10, BLOCK_BYTES + 11]);
  queue.markArrived(1, 1);
  expect([queue.missingBytes, queue.bytesOf([1, 0, 2]), queue.bytesOf([0, 0, 1])]).toEqual([
    BLOCK_BYTES + 10,
    BLOCK_BYTES + 1,
    10,
  ]);
});
