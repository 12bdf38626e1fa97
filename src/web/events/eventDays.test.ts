import { describe, expect, it } from 'vitest';
import { calendarLeaf, daysText, todayHere } from './eventDays.ts';

const say = (startDate: string, endDate: string) => daysText({ startDate, endDate }, '2026-11-21', 'en-GB');

describe('days as people say them', () => {
  it.each([
    ['2026-11-21', '2026-11-21', 'Today'],
    ['2026-11-22', '2026-11-22', 'Tomorrow'],
    ['2026-11-20', '2026-11-20', 'Yesterday'],
    ['2026-11-28', '2026-11-28', 'Sat 28 Nov'],
    ['2026-11-20', '2026-11-21', 'Last day today'],
    ['2026-11-20', '2026-11-22', 'Until tomorrow'],
    ['2026-11-20', '2026-11-26', 'Until Thursday'],
    ['2026-11-20', '2026-12-24', 'Until Thu 24 Dec'],
    ['2026-11-27', '2026-11-29', 'Fri 27 Nov – Sun 29 Nov'],
    ['2026-11-13', '2026-11-15', 'Fri 13 Nov – Sun 15 Nov'],
  ])('%s to %s is %s', (startDate, endDate, words) => expect(say(startDate, endDate)).toBe(words));

  it('another year is named', () => {
    expect(say('2027-01-09', '2027-01-09')).toContain('2027');
    expect(say('2026-12-30', '2027-01-02')).toMatch(/2026.*2027/);
  });
});

it('today is the day where the device is, not in Greenwich', () => {
  expect(todayHere(new Date(2026, 0, 5, 0, 1))).toBe('2026-01-05');
  expect(todayHere(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
});

it('a calendar leaf has weekday, figure and month', () => {
  expect(calendarLeaf('2026-11-01', 'en-GB')).toEqual({ weekday: 'Sun', day: '1', month: 'Nov' });
});
