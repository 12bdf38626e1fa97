import { expect, it } from 'vitest';
import type { EventDetail } from '../../shared/events/event.ts';
import { checkFields, emptyFields, isSaidBy, wrongAfter } from './eventFields.ts';

const fields = { ...emptyFields('2026-06-01'), name: 'Summer Swing', location: 'Old Gym, Leipzig' };
const event = { ...fields, description: null, worldsdcId: null } as EventDetail;

it('an event is what the form says when nothing differs but white space around a line', () => {
  expect(isSaidBy(event, { ...fields, name: 'Summer Swing ' })).toBe(true);
  expect(isSaidBy(event, { ...fields, endDate: '2026-06-02' })).toBe(false);
  expect(isSaidBy(event, { ...fields, description: 'Bring shoes.' })).toBe(false);
  expect(isSaidBy(event, { ...fields, listed: false })).toBe(false);
});

it('a field that is written in is wrong no more, and neither is the last day when the first one moves', () => {
  const wrong = { name: 'Too long.', endDate: 'Before the first one.' };
  expect(wrongAfter(wrong, 'name')).toEqual({ endDate: wrong.endDate });
  expect(wrongAfter(wrong, 'startDate')).toEqual({ name: wrong.name });
  expect(wrongAfter(wrong, 'location')).toEqual(wrong);
});

it('a name or a place of which nothing is seen is missing', () => {
  expect(checkFields(fields)).toEqual({});
  expect(Object.keys(checkFields({ ...fields, name: '\u200b', location: ' \u00ad ' }))).toEqual(['name', 'location']);
});
