import { expect, test } from 'vitest';
import { statsOf } from './ratingRules.ts';

test('nobody has rated yet', () => {
  expect(statsOf([])).toEqual({ count: 0, average: null, distribution: [0, 0, 0, 0, 0], againShare: null });
});

test('ratings are summed up', () => {
  // 5 5 5 4 2, the last two of them not again: 21 points in 5 ratings.
  const counts = [
    { score: 5, wouldExchangeAgain: true, count: 3 },
    { score: 4, wouldExchangeAgain: false, count: 1 },
    { score: 2, wouldExchangeAgain: false, count: 1 },
  ];
  expect(statsOf(counts)).toEqual({ count: 5, average: 4.2, distribution: [0, 1, 0, 1, 3], againShare: 0.6 });
});

test('one score with both answers is one score', () => {
  const counts = [
    { score: 3, wouldExchangeAgain: true, count: 1 },
    { score: 3, wouldExchangeAgain: false, count: 3 },
  ];
  expect(statsOf(counts)).toEqual({ count: 4, average: 3, distribution: [0, 0, 4, 0, 0], againShare: 0.25 });
});
