import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lookForRoom } from './lookForRoom.ts';
import type { StorageRoom } from './storageRoom.ts';

let quota: number;
let told: StorageRoom[];
let stop: () => void;
const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const estimate = vi.fn(async () => ({ quota, usage: 0 }));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', { storage: { estimate, getDirectory: async () => null } });
  estimate.mockClear();
  page.visibilityState = 'visible';
  [quota, told, stop] = [100, [], () => {}];
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const look = async (bytes: number) => {
  stop = lookForRoom(bytes, (room) => told.push(room));
  await vi.advanceTimersByTimeAsync(0);
};
const answers = () => told.map(({ fits }) => fits);

test('whoever makes room while it does not fit is told so, and it is not looked for any more', async () => {
  await look(500);
  expect(answers()).toEqual([false]);
  quota = 1000;
  await vi.advanceTimersByTimeAsync(5000);
  expect(answers()).toEqual([false, true]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(estimate).toHaveBeenCalledTimes(2);
});

test('coming back to the page looks at once, and a page that nobody sees does not look', async () => {
  await look(500);
  page.visibilityState = 'hidden';
  await vi.advanceTimersByTimeAsync(60_000);
  expect(estimate).toHaveBeenCalledOnce();
  [quota, page.visibilityState] = [1000, 'visible'];
  page.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(0);
  expect(answers()).toEqual([false, true]);
});

test('what is not of interest any more is not told, nor looked at', async () => {
  stop = lookForRoom(500, (room) => told.push(room));
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([told, estimate.mock.calls.length]).toEqual([[], 1]);
});
