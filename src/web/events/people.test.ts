import { expect, it } from 'vitest';
import type { AccountId, MatchId } from '../../shared/core/ids.ts';
import type { Attendee, AttendeePage } from '../../shared/events/event.ts';
import { arrange, standingText, withPresence } from './people.ts';

const person = (username: string, isHere: boolean): Attendee => ({
  id: username as AccountId,
  username,
  avatarUrl: null,
  isHere,
  isOrganiser: false,
  match: null,
});
const page = (...attendees: Attendee[]): AttendeePage => ({ attendees, hereCount: 1, nextCursor: null });
const names = (people: Attendee[]) => people.map(({ username }) => username);

it('who is on two pages, because they came in between, is shown once', () => {
  const { here, away } = arrange([
    page(person('Zoe', true), person('ben', false)),
    page(person('Anna', false), person('ben', true)),
  ]);
  expect(names(here)).toEqual(['ben', 'Zoe']);
  expect(names(away)).toEqual(['Anna']);
});

it('how the viewer stands to someone is said from the viewer’s side', () => {
  const match = { id: 'm' as MatchId, state: 'proposed' as const, isProposer: true };
  expect(standingText(person('Ben', true))).toBeUndefined();
  expect(standingText({ ...person('Ben', true), match })).toBe('You proposed an exchange');
  expect(standingText({ ...person('Ben', true), match: { ...match, isProposer: false }, isOrganiser: true })).toBe(
    'Organiser · Proposes an exchange',
  );
});

it('a change of presence moves one person, and nothing when they are not on the pages', () => {
  const people = { pages: [page(person('Anna', true), person('Ben', false))], pageParams: [undefined] };
  const changed = withPresence(people, 'Ben' as AccountId, true);
  expect(changed.pages[0]).toMatchObject({ hereCount: 2, attendees: [{ isHere: true }, { isHere: true }] });
  expect(withPresence(people, 'Cleo' as AccountId, true)).toBe(people);
  expect(withPresence(people, 'Anna' as AccountId, true)).toBe(people);
});
