import { describe, expect, it } from 'vitest';
import { dayInText, dayText, momentText, relativeText } from './timeText.ts';

const now = new Date(2026, 10, 21, 14, 30);
const at = (year: number, month: number, day: number, hours = 0, minutes = 0) =>
  new Date(year, month, day, hours, minutes);

describe('how long ago', () => {
  it.each([
    [at(2026, 10, 21, 14, 29), '1 min ago'],
    [new Date(now.getTime() - 20_000), 'now'],
    [at(2026, 10, 21, 14, 55), 'in 25 min'],
    [at(2026, 10, 21, 11, 10), '3 h ago'],
    [at(2026, 10, 21, 16, 30), 'in 2 h'],
    [at(2026, 10, 20, 23, 0), 'Yesterday'],
    [at(2026, 10, 22, 10, 0), 'Tomorrow'],
    [at(2026, 10, 17, 10, 0), 'Tuesday'],
    [at(2026, 4, 3, 10, 0), /3/],
  ])('%s reads %s', (instant, text) => expect(relativeText(instant, now)).toMatch(text));
});

it('a night before midnight is yesterday, even a minute past it', () => {
  expect(dayText(at(2026, 10, 20, 23, 59), at(2026, 10, 21, 0, 1))).toBe('Yesterday');
});

it('within a sentence a day is no name, and today goes without saying', () => {
  const tomorrow = at(2026, 10, 22, 10, 5);
  expect([dayInText(now, now), dayInText(tomorrow, now)]).toEqual(['today', 'tomorrow']);
  expect([momentText(now, now), momentText(tomorrow, now)]).toEqual([
    expect.stringMatching(/^0?2:30|^14:30/),
    expect.stringMatching(/^tomorrow 10:05/),
  ]);
});

it('another year is named', () => {
  expect(dayText(at(2024, 4, 3), now)).toContain('2024');
});
