import { expect, it, vi } from 'vitest';
import { makeSavingMarks } from './savingMarks.ts';

it('writes down the marks of thousands of files in a few goes, while others are still being saved', async () => {
  vi.useFakeTimers();
  const mark = vi.fn(async (_indices: number[], _isCertain: boolean) => {});
  const marks = makeSavingMarks(mark);
  for (let index = 0; index < 3000; index++) {
    marks.add(index, true);
    vi.advanceTimersByTime(1);
  }
  await Promise.resolve();
  expect(mark.mock.calls.length).toBeGreaterThan(0);
  await marks.finish();
  expect(mark.mock.calls.length).toBeLessThanOrEqual(4);
  expect(mark.mock.calls.flatMap(([indices]) => indices)).toHaveLength(3000);
  vi.useRealTimers();
});

it('marks nothing twice, and takes for certain only what all were certain of', async () => {
  const mark = vi.fn(async (_indices: number[], _isCertain: boolean) => {});
  const marks = makeSavingMarks(mark);
  marks.add(3, false);
  marks.add(3, true);
  marks.add(4, true);
  await marks.finish();
  expect(mark.mock.calls).toEqual([[[3, 4], false]]);
});
