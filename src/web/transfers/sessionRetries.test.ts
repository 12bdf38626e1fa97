import { expect, test } from 'vitest';
import type { TransferId } from '../../shared/core/ids.ts';
import { makeSessionRetries } from './sessionRetries.ts';

const id = 'clip' as TransferId;

test('a peer that says nothing is tried a few times, longer and longer apart', () => {
  const retries = makeSessionRetries();
  const waits = Array.from({ length: 6 }, () => retries.next(id, 1000));
  expect(waits).toEqual([8000, 16_000, 32_000, 64_000, 128_000, null]);
});

test('what came meanwhile is worth new tries', () => {
  const retries = makeSessionRetries();
  for (let n = 0; n < 6; n++) retries.next(id, 1000);
  expect(retries.next(id, 1001)).toBe(8000);
});
