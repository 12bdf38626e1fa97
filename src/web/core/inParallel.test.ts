import { expect, it } from 'vitest';
import { inParallel } from './inParallel.ts';

it('does so many at once, and no more', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await inParallel([...Array(20).keys()], 3, async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    done.push(item);
  });
  expect([most, done.length]).toEqual([3, 20]);
});

it('begins nothing after a failure', async () => {
  const begun: number[] = [];
  const working = inParallel([...Array(20).keys()], 2, async (item) => {
    begun.push(item);
    if (item === 3) throw new Error('the disk is full');
  });
  await expect(working).rejects.toThrow('the disk is full');
  expect(begun.length).toBeLessThan(6);
});

it('is over when the last that was under way is', async () => {
  let isWritten = false;
  const working = inParallel([0, 1], 2, async (item) => {
    if (item === 0) throw new Error('the disk is full');
    await new Promise(setImmediate);
    isWritten = true;
  });
  await expect(working).rejects.toThrow('the disk is full');
  expect(isWritten).toBe(true);
});
