import { expect, it } from 'vitest';
import { manifestLimits } from '../../../shared/transfers/manifest.ts';
import { fitWithin, previewBox, previewMoment, squareIn } from './previewRules.ts';

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
  const box = { width: 320, height: 1280 };
  expect(fitWithin(3840, 2160, box)).toEqual({ width: 320, height: 180 });
  expect(fitWithin(100, 50, box)).toEqual({ width: 100, height: 50 });
  expect(fitWithin(10_000, 3, box)).toEqual({ width: 320, height: 1 });
  expect(fitWithin(1080, 1920, box)).toEqual({ width: 320, height: 569 });
});

it.each([
  ['tall and narrow', 100, 5000],
  ['a page pasted together', 1080, 60_000],
  ['wide and low', 60_000, 100],
])('a picture that is %s has a preview that a manifest may hold', (_, width, height) => {
  const fitted = fitWithin(width, height, previewBox);
  expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(manifestLimits.previewSidePx);
});

it('takes the square in the middle', () => {
  expect(squareIn(300, 100)).toEqual({ x: 100, y: 0, width: 100, height: 100 });
  expect(squareIn(100, 300)).toEqual({ x: 0, y: 100, width: 100, height: 100 });
});
