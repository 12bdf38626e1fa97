import { describe, expect, it } from 'vitest';
import { formatBytes, formatClock, formatCount, formatDuration, formatSpeed, formatTimeLeft } from './format.ts';

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [-1, '0 B'],
    [Number.NaN, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9_960, '10 kB'],
    [840_000, '840 kB'],
    [999_499, '999 kB'],
    [999_700, '1.0 MB'],
    [1_420_000_000, '1.4 GB'],
    [52_000_000_000, '52 GB'],
    [3.2e12, '3.2 TB'],
    [4e16, '40000 TB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
  it('a rate is a size per second', () => expect(formatSpeed(18_200_000)).toBe('18 MB/s'));
});

describe('durations', () => {
  it.each([
    [0, '1 s'],
    [8.4, '8 s'],
    [59.6, '1 min'],
    [121, '2 min'],
    [3_599, '1 h'],
    [4_800, '1 h 20 min'],
    [3 * 86_400, '3 days'],
    [86_400, '1 day'],
    [Number.POSITIVE_INFINITY, ''],
  ])('%d seconds are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
  it.each([
    [2, 'a moment left'],
    [11, '15 s left'],
    [58, '58 s left'],
    [120, '2 min left'],
    [Number.NaN, ''],
  ])('%d seconds remaining read %s', (seconds, text) => expect(formatTimeLeft(seconds)).toBe(text));
  it.each([
    [7, '0:07'],
    [765, '12:45'],
    [3_723, '1:02:03'],
    [Number.NaN, '0:00'],
  ])('position %d reads %s', (seconds, text) => expect(formatClock(seconds)).toBe(text));
});

it('a count carries its word', () => {
  expect(formatCount(1, 'person', 'people')).toBe('1 person');
  expect(formatCount(1_200, 'person', 'people')).toBe('1,200 people');
});
