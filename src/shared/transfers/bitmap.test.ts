import { describe, expect, it } from 'vitest';
import { Bitmap } from './bitmap.ts';

function bitmapOf(length: number, set: number[]): Bitmap {
  const bitmap = new Bitmap(length);
  for (const index of set) bitmap.set(index);
  return bitmap;
}

describe('a bitmap', () => {
  it('counts each bit once', () => {
    const bitmap = new Bitmap(10);
    expect([bitmap.set(3), bitmap.set(3), bitmap.count]).toEqual([true, false, 1]);
    expect([bitmap.clear(3), bitmap.clear(3), bitmap.count]).toEqual([true, false, 0]);
  });

  it('takes no bit outside its length', () => {
    const bitmap = new Bitmap(9);
    expect([bitmap.set(9), bitmap.set(-1), bitmap.has(100)]).toEqual([false, false, false]);
  });

  it.each([
    { length: 0, set: [], runs: [] },
    { length: 5, set: [], runs: [] },
    { length: 5, set: [0, 1, 2, 3, 4], runs: [[0, 5]] },
    {
      length: 20,
      set: [0, 7, 8, 9, 19],
      runs: [
        [0, 1],
        [7, 3],
        [19, 1],
      ],
    },
  ])('tells its runs: $set of $length', ({ length, set, runs }) => {
    expect([...bitmapOf(length, set).runs()]).toEqual(runs);
  });

  it.each([
    { set: [], from: 0, next: 0 },
    { set: [0, 1], from: 0, next: 2 },
    { set: Array.from({ length: 16 }, (_, i) => i), from: 3, next: 16 },
    { set: Array.from({ length: 24 }, (_, i) => i), from: 0, next: 24 },
  ])('finds the next clear bit from $from', ({ set, from, next }) => {
    expect(bitmapOf(24, set).nextClear(from)).toBe(next);
  });

  it.each([
    { set: [], from: 0, last: 23 },
    { set: [23, 22], from: 0, last: 21 },
    { set: Array.from({ length: 16 }, (_, i) => i + 8), from: 0, last: 7 },
    { set: Array.from({ length: 16 }, (_, i) => i + 8), from: 8, last: -1 },
    { set: Array.from({ length: 24 }, (_, i) => i), from: 0, last: -1 },
  ])('finds the last clear bit, not before $from', ({ set, from, last }) => {
    expect(bitmapOf(24, set).lastClear(from)).toBe(last);
  });

  it('finds the last clear bit of a length that ends within a byte', () => {
    expect([bitmapOf(11, [10, 9]).lastClear(0), bitmapOf(0, []).lastClear(0)]).toEqual([8, -1]);
  });

  it('comes back from its bytes, without bits beyond its length', () => {
    const again = new Bitmap(10, new Uint8Array([0b1000_0001, 0xff]));
    expect([again.count, again.has(0), again.has(7), again.has(9), again.has(10)]).toEqual([
      4,
      true,
      true,
      true,
      false,
    ]);
  });
});
