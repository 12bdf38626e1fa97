import { describe, expect, it } from 'vitest';
import type { Match, MatchGroup } from '../../shared/matches/match.ts';
import { groupOf, type MatchPages, withMatch } from './matchPages.ts';

const matchAs = (id: string, minute: number, change: Partial<Match> = {}) =>
  ({
    id,
    state: 'proposed',
    isProposer: false,
    proposedAt: `2026-06-01T10:0${minute}:00.000Z`,
    ...change,
  }) as Match;

/** Two pages, of which a third would follow. */
const known: MatchPages = {
  pages: [
    { matches: [matchAs('e', 8), matchAs('d', 6)], nextCursor: 'after d' },
    { matches: [matchAs('c', 4), matchAs('b', 2)], nextCursor: 'after b' },
  ],
  pageParams: [undefined, 'after d'],
};
const idsOf = ({ pages }: MatchPages) => pages.map(({ matches }) => matches.map(({ id }) => id));

describe('where a match is listed', () => {
  it.each<[Match['state'], asker: MatchGroup, asked: MatchGroup]>([
    ['proposed', 'outgoing', 'incoming'],
    ['accepted', 'open', 'open'],
    ['declined', 'history', 'history'],
    ['withdrawn', 'history', 'history'],
    ['expired', 'history', 'history'],
    ['completed', 'history', 'history'],
  ])('%s: %s to who asked, %s to who was asked', (state, asker, asked) => {
    expect(groupOf(matchAs('a', 0, { state, isProposer: true }))).toBe(asker);
    expect(groupOf(matchAs('a', 0, { state, isProposer: false }))).toBe(asked);
  });
});

describe('the pages of a group', () => {
  it('lose what no longer belongs there, on whichever page it was', () => {
    const left = withMatch(known, 'incoming', matchAs('c', 4, { state: 'declined' }));
    expect(idsOf(left)).toEqual([['e', 'd'], ['b']]);
    expect(left.pages[1]?.nextCursor).toBe('after b');
  });

  it('have what changed in its place, once', () => {
    const changed = withMatch(known, 'incoming', matchAs('d', 6, { eventName: 'Another name' }));
    expect(idsOf(changed)).toEqual(idsOf(known));
    expect(changed.pages[0]?.matches[1]).toMatchObject({ eventName: 'Another name' });
  });

  it('take what comes to belong there, newest first', () => {
    expect(idsOf(withMatch(known, 'incoming', matchAs('f', 9)))).toEqual([
      ['f', 'e', 'd'],
      ['c', 'b'],
    ]);
    expect(idsOf(withMatch(known, 'incoming', matchAs('x', 3)))).toEqual([
      ['e', 'd'],
      ['c', 'x', 'b'],
    ]);
  });

  it('leave what is older than all of them to the page that will be asked for', () => {
    expect(idsOf(withMatch(known, 'incoming', matchAs('a', 1)))).toEqual(idsOf(known));
    const all = { ...known, pages: known.pages.with(1, { matches: [], nextCursor: null }) };
    expect(idsOf(withMatch(all, 'incoming', matchAs('a', 1)))).toEqual([['e', 'd'], ['a']]);
  });

  it('stay as they are for a match of another group', () => {
    expect(withMatch(known, 'incoming', matchAs('x', 3, { isProposer: true }))).toEqual(known);
  });
});
