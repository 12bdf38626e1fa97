import { expect, test } from 'vitest';
import { patienceMs } from './oldFigures.ts';

test.each([
  ['figures of just now may stand a minute', 0, 60_000],
  ['figures of the last round stand until they are a minute old', 10_000, 50_000],
  ['whoever comes back after a while gets an answer before anything is said', 3600_000, 2000],
  ['so it is when they become old meanwhile', 59_000, 2000],
])('%s', (_, ageMs, expected) => {
  const nowMs = Date.parse('2026-11-20T12:00:00.000Z');
  expect(patienceMs(nowMs - ageMs, nowMs)).toBe(expected);
});
