import { describe, expect, it } from 'vitest';
import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { BlockMapLayout, MOST_BUCKETS } from './blockMap.ts';

function full(length: number): Bitmap {
  const bitmap = new Bitmap(length);
  for (let n = 0; n < length; n++) bitmap.set(n);
  return bitmap;
}

describe('the block map', () => {
  it.each([1, 7, 199, 200, 201, 333, 1000, 40_960])('of %i blocks that are all there is full everywhere', (blocks) => {
    const { done } = new BlockMapLayout([{ index: 0, blockCount: blocks }]).draw([[0, full(blocks)]]);
    expect(done.length).toBe(Math.min(MOST_BUCKETS, blocks));
    expect(done.every((fraction) => fraction === 1)).toBe(true);
  });

  it('lays files end to end and shows what was asked for again', () => {
    const layout = new BlockMapLayout([
      { index: 2, blockCount: 2 },
      { index: 5, blockCount: 0 },
      { index: 7, blockCount: 2 },
    ]);
    layout.reask(7, 1);
    expect(
      layout.draw([
        [2, full(2)],
        [7, new Bitmap(2)],
      ]),
    ).toEqual({ done: [1, 1, 0, 0], reasked: [3] });
  });

  it('of nothing is empty', () => {
    expect(new BlockMapLayout([]).draw([])).toEqual({ done: [], reasked: [] });
  });
});
