import { expect, test } from 'vitest';
import type { RatingStats } from '../../shared/trust/ratingRules.ts';
import { averageText, monthText, scoreName, standingText } from './ratingWords.ts';

const stats = (count: number, againShare: number | null): RatingStats => ({
  count,
  againShare,
  average: 4,
  distribution: [0, 0, 0, count, 0],
});

test.each([
  [stats(0, null), 'No ratings yet'],
  [stats(1, 1), '1 rating, 1 of 1 would exchange again'],
  [stats(3, 2 / 3), '3 ratings, 2 of 3 would exchange again'],
  [stats(12, 11 / 12), '12 ratings, 92 % would exchange again'],
  [stats(1234, 0.5), '1,234 ratings, 50 % would exchange again'],
])('%# a person stands like this', (given, words) => expect(standingText(given)).toBe(words));

test('stars have names, months too', () => {
  expect(scoreName(1)).toBe('1 star, bad');
  expect(scoreName(5)).toBe('5 stars, very good');
  expect(averageText(4)).toBe('4.0');
  expect(averageText(4.25)).toBe('4.3');
  expect(monthText('2026-11')).toBe('November 2026');
});
