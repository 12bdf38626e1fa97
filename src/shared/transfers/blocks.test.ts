import { describe, expect, it } from 'vitest';
import { blockCountOf, blockLength, fitsFile } from './blocks.ts';
import { BLOCK_BYTES } from './transferRules.ts';

describe('block maths', () => {
  it.each([
    { size: 0, count: 0, last: 0 },
    { size: 1, count: 1, last: 1 },
    { size: BLOCK_BYTES, count: 1, last: BLOCK_BYTES },
    { size: BLOCK_BYTES + 1, count: 2, last: 1 },
    { size: 10 * 1024 ** 3, count: 40_960, last: BLOCK_BYTES },
  ])('$size bytes are $count blocks', ({ size, count, last }) => {
    expect(blockCountOf(size)).toBe(count);
    expect(blockLength(size, Math.max(0, count - 1))).toBe(last);
  });

  it.each([
    { run: [0, 0, 4], fits: true },
    { run: [0, 3, 1], fits: true },
    { run: [0, 3, 2], fits: false },
    { run: [0, 0, 0], fits: false },
    { run: [0, -1, 2], fits: false },
  ] as { run: [number, number, number]; fits: boolean }[])('$run of four blocks fits: $fits', ({ run, fits }) => {
    expect(fitsFile(run, 4)).toBe(fits);
  });
});
