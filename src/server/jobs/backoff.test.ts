import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

const retry = { firstMs: 1000, longestMs: 10_000 };

it('each failure doubles the pause, up to the longest', () => {
  const pauses = [1, 2, 3, 4, 5, 50].map((failures) => backoffMs(failures, retry, () => 1));
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
});

it('half of a pause is left to chance', () => {
  expect(backoffMs(3, retry, () => 0)).toBe(2000);
  expect(backoffMs(3, retry, () => 0.5)).toBe(3000);
});
