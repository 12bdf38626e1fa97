import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makePace } from './makePace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('one is let through at once, and the next when its time has passed', () => {
  const pace = makePace(2500);
  const passed: boolean[] = [];
  for (const waitMs of [0, 2000, 500, 100]) {
    vi.advanceTimersByTime(waitMs);
    passed.push(pace.mayPass());
  }
  expect(passed).toEqual([true, false, true, false]);
  pace.beginAnew();
  expect(pace.mayPass()).toBe(true);
});

test('a clock that is set back by a day holds up nothing', () => {
  const pace = makePace(2500);
  expect(pace.mayPass()).toBe(true);
  vi.setSystemTime(Date.now() - 86_400_000);
  vi.advanceTimersByTime(2500);
  expect(pace.mayPass()).toBe(true);
});
