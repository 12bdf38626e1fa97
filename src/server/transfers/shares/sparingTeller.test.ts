import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeSparingTeller } from './sparingTeller.ts';

let told: string[];
let teller: ReturnType<typeof makeSparingTeller<string>>;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  teller = makeSparingTeller(async (key: string) => void told.push(key));
});
afterEach(() => vi.useRealTimers());

test('what changes now and then is told at once', async () => {
  await teller.changed('a');
  await teller.changed('b');
  vi.advanceTimersByTime(1000);
  await teller.changed('a');
  expect(told).toEqual(['a', 'b', 'a']);
});

test('of a hundred changes within a second the first is told, and once all the others', async () => {
  for (let n = 0; n < 100; n++) await teller.changed('a');
  expect(told).toEqual(['a']);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['a', 'a']);
  vi.advanceTimersByTime(5000);
  expect(told).toEqual(['a', 'a']);
  expect(vi.getTimerCount()).toBe(0);
});

test('once closed nothing is told, and no timer is left', async () => {
  await teller.changed('a');
  await teller.changed('a');
  teller.close();
  vi.advanceTimersByTime(5000);
  expect(told).toEqual(['a']);
  expect(vi.getTimerCount()).toBe(0);
});
