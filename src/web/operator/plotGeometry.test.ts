import { expect, test } from 'vitest';
import { dotsOf, hasAny, lineInWords, pathOf, scaleTop } from './plotGeometry.ts';

const line = (...values: (number | null)[]) => ({ label: 'People', values });

test('there is something to draw once a line has left the ground', () => {
  expect(hasAny([line(null, 0), line()])).toBe(false);
  expect(hasAny([line(null, 0), line(0, 2)])).toBe(true);
});

test.each([
  [[0, null], 1],
  [[3.5], 4],
  [[5], 5],
  [[51], 60],
  [[1.2e7], 1.5e7],
])('the scale of %j reaches %i', (values, top) => {
  expect(scaleTop([line(...values)])).toBe(top);
});

test('a line breaks where nothing was told', () => {
  expect(pathOf([0, 5, null, 10], 10, 300, 100)).toBe('M0 100L100 50M300 0');
  expect(pathOf([null, null], 10, 300, 100)).toBe('');
});

test('a value that stands alone is a dot', () => {
  expect(dotsOf([0, 5, null, 10], 10, 300, 100)).toBe('M300 0h0.01');
  expect(dotsOf([10, null, 5, 5], 10, 300, 100)).toBe('M0 0h0.01');
});

test('a line has words', () => {
  const at = (index: number) => `12:0${index}`;
  expect(lineInWords(line(1, 7, 3), String, at)).toBe('People: now 3, most 7 at 12:01');
  expect(lineInWords(line(1, null, 3), String, at)).toBe('People: now 3');
  expect(lineInWords(line(null), String, at)).toBe('People: nothing yet');
});
