import { expect, it } from 'vitest';
import { fitWidth, previewMoment, squareIn } from './previewRules.ts';

it.each([
  [3, 0.3],
  [10, 1],
  [3600, 1],
  [0, 0],
  [Number.POSITIVE_INFINITY, 0],
  [Number.NaN, 0],
])('a video of %s seconds shows second %s', (duration, moment) => {
  expect(previewMoment(duration)).toBeCloseTo(moment);
});

it('scales down, never up, and never to nothing', () => {
  expect(fitWidth(3840, 2160, 320)).toEqual({ width: 320, height: 180 });
  expect(fitWidth(100, 50, 320)).toEqual({ width: 100, height: 50 });
  expect(fitWidth(10_000, 3, 320)).toEqual({ width: 320, height: 1 });
});

it('takes the square in the middle', () => {
  expect(squareIn(300, 100)).toEqual({ x: 100, y: 0, width: 100, height: 100 });
  expect(squareIn(100, 300)).toEqual({ x: 0, y: 100, width: 100, height: 100 });
});
