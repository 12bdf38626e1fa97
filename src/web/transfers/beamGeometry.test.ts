import { describe, expect, it } from 'vitest';
import { doneOf, frontOf, percentOf, shareOf, slicePath, slotCountFor, slotsOf } from './beamGeometry.ts';

const full = (count: number) => Array.from({ length: count }, () => 1);

describe('slices', () => {
  it('are never more than the buckets, nor than fit', () => {
    expect(slotCountFor(200, 7)).toBe(7);
    expect(slotCountFor(200, 200)).toBe(40);
    expect(slotCountFor(0, 200)).toBe(1);
  });

  it('one missing block in two hundred keeps its slice open', () => {
    const buckets = full(200);
    buckets[101] = 0.999;
    const open = slotsOf(buckets, 40).filter((slot) => slot.done < 1);
    expect(open).toHaveLength(1);
    expect(shareOf(open[0]!.done)).toBeLessThan(0.8);
  });

  it('cover each bucket once, whatever the numbers', () => {
    for (const [buckets, count] of [
      [200, 41],
      [7, 7],
      [13, 5],
    ] as const) {
      const marked = Array.from({ length: buckets }, (_, index) => slotsOf(full(buckets), count, [index]));
      for (const slots of marked) expect(slots.filter((slot) => slot.isAskedAgain)).toHaveLength(1);
    }
  });

  it('stay in the cone', () => {
    const cone = { width: 100, fromHalf: 5, toHalf: 20, middleY: 30 };
    expect(slicePath(cone, { start: 0, end: 1 }, 1, 0)).toBe('M0 25L100 10V50L0 35Z');
  });
});

describe('how far', () => {
  it('says 100 only when nothing is missing', () => {
    expect(percentOf(doneOf([...full(199), 0.9999]))).toBe(99);
    expect(percentOf(doneOf(full(200)))).toBe(100);
    expect(percentOf(doneOf([]))).toBe(0);
  });

  it('the front is the first gap, not the last light', () => {
    expect(frontOf(slotsOf([1, 1, 0, 1], 4))).toBe(0.5);
    expect(frontOf(slotsOf([1, 1, 0.4, 0], 4))).toBe(0.75);
    expect(frontOf(slotsOf(full(4), 4))).toBe(1);
  });
});
