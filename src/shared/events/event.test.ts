import { describe, expect, it } from 'vitest';
import { newEvent } from './event.ts';
import { eventPhase } from './eventRules.ts';

const eventId = '0197a1c2-7c11-7b1e-9b1e-0a8f6c2d4e10';
const base = { eventId, name: 'Summer Swing', location: 'Leipzig', startDate: '2026-06-01', endDate: '2026-06-03' };
const accepts = (change: object) => newEvent.safeParse({ ...base, ...change }).success;

describe('a new event', () => {
  it('is listed unless said otherwise, and its lines are tidied', () => {
    const event = newEvent.parse({ ...base, name: '  Summer \n Swing ', description: ' Bring shoes.\r\nAnd water. ' });
    expect(event).toMatchObject({ name: 'Summer Swing', listed: true, description: 'Bring shoes.\nAnd water.' });
  });

  it.each([
    ['an empty name', { name: '  ' }],
    ['a name of which nothing is seen', { name: '\u200b\u2060' }],
    ['a place of which nothing is seen', { location: '\u3164' }],
    ['a name of 256 characters', { name: 'x'.repeat(256) }],
    ['a control character in the name', { name: 'a\u0000b' }],
    ['an override that turns the text round', { location: 'a\u202eb' }],
    ['a day that does not exist', { startDate: '2026-02-30' }],
    ['a year that no calendar of ours knows', { startDate: '0000-01-01' }],
    ['no place', { location: undefined }],
    ['a NUL in the description', { description: 'a\u0000' }],
    ['a description of 4001 characters', { description: 'x'.repeat(4001) }],
    ['a field that nobody asked for', { participantsCount: 9 }],
  ])('refuses %s', (_name, change) => expect(accepts(change)).toBe(false));

  it.each([
    ['a name of 255 characters', { name: 'x'.repeat(255) }],
    ['emoji with joiners', { name: 'Dance 👩‍👩‍👧' }],
    ['one day', { endDate: '2026-06-01' }],
  ])('takes %s', (_name, change) => expect(accepts(change)).toBe(true));
});

it.each([
  ['2026-05-31', 'coming'],
  ['2026-06-01', 'now'],
  ['2026-06-03', 'now'],
  ['2026-06-04', 'past'],
])('on %s it is %s', (today, phase) => expect(eventPhase(base, today)).toBe(phase));
