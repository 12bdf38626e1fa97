import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeReadTeller } from './makeReadTeller.ts';

let told: number[];
let teller: ReturnType<typeof makeReadTeller>;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  teller = makeReadTeller((seq) => told.push(seq));
});
afterEach(() => {
  vi.useRealTimers();
});
const later = () => vi.advanceTimersByTime(400);

test('what is in view is told once, after a moment', () => {
  teller.see(3);
  expect(told).toEqual([]);
  later();
  teller.see(3);
  later();
  expect(told).toEqual([3]);
});

test('who reads along in a chat where something comes all the time is told of meanwhile, with the newest', () => {
  for (let seq = 1; seq <= 50; seq++) {
    teller.see(seq);
    vi.advanceTimersByTime(100);
  }
  expect(told).toEqual([4, 24, 44]);
  teller.leave();
  expect(told.at(-1)).toBe(50);
});

test('what was in view for less than a moment is not told, unless the reader leaves right then', () => {
  teller.see(5);
  teller.lookAway();
  later();
  teller.leave();
  expect(told).toEqual([]);
  teller.see(5);
  teller.leave();
  later();
  expect(told).toEqual([5]);
});
