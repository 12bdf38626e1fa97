import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lazyPart } from './lazyPart.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const view = () => null;

/** Asks for a part that fails so often; how often it was asked for, and whether it came. */
async function ask(failures: number) {
  let asked = 0;
  const part = lazyPart(async () => {
    if (asked++ < failures) throw new TypeError('Failed to fetch dynamically imported module');
    return { default: view };
  });
  const outcome = part.preload().then(
    () => 'came',
    (error: Error) => error.message,
  );
  await vi.advanceTimersByTimeAsync(1000);
  return [asked, await outcome];
}

test('a part that does not arrive is asked for once more, and no more often', async () => {
  expect(await ask(0)).toEqual([1, 'came']);
  expect(await ask(1)).toEqual([2, 'came']);
  expect(await ask(2)).toEqual([2, 'Failed to fetch dynamically imported module']);
});
