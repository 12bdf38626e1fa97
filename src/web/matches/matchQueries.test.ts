import { beforeEach, describe, expect, it } from 'vitest';
import type { MatchId } from '../../shared/core/ids.ts';
import type { Match, MatchGroup } from '../../shared/matches/match.ts';
import { queryClient } from '../core/queryClient.ts';
import type { MatchPages } from './matchPages.ts';
import { answered, matchIs, matchKeys, newsOf } from './matchQueries.ts';

const id = '0b0e8c0e-6a55-4b43-a2bf-0a4bb5a0f6f1' as MatchId;
const matchAs = (change: Partial<Match>) => ({ id, state: 'accepted', isContent: false, ...change }) as Match;
const known = () => queryClient.getQueryData<Match>(matchKeys.one(id));

const listed = (group: MatchGroup) =>
  queryClient.getQueryData<MatchPages>(matchKeys.list(group))?.pages.flatMap(({ matches }) => matches);

beforeEach(() => queryClient.clear());

describe('what is heard of a match', () => {
  it('shows in the lists before they have been asked for again, each with a copy of its own', () => {
    const asked = matchAs({ state: 'proposed', isProposer: false, proposedAt: '2026-06-01T10:00:00.000Z' });
    for (const group of ['incoming', 'open'] as const) {
      const matches = group === 'incoming' ? [asked] : [];
      const pages: MatchPages = { pages: [{ matches, nextCursor: null }], pageParams: [undefined] };
      queryClient.setQueryData(matchKeys.list(group), pages);
    }
    const accepted: Match = { ...asked, state: 'accepted' };
    matchIs(accepted);
    expect(listed('incoming')).toEqual([]);
    expect(listed('open')).toEqual([accepted]);
    expect(listed('open')?.[0]).not.toBe(accepted);
    expect(listed('history')).toBeUndefined();
    expect(queryClient.getQueryState(matchKeys.list('open'))?.isInvalidated).toBe(true);
  });
});

describe('the answer to a command about a match', () => {
  it('is how things stand', () => {
    matchIs(matchAs({}));
    answered(matchAs({ isContent: true }), newsOf(id));
    expect(known()).toMatchObject({ isContent: true });
  });

  it('does not undo what was announced while it was on its way', () => {
    matchIs(matchAs({}));
    const before = newsOf(id);
    matchIs(matchAs({ state: 'completed', isContent: true }));
    answered(matchAs({ isContent: true }), before);
    expect(known()).toMatchObject({ state: 'completed' });
    expect(queryClient.getQueryState(matchKeys.one(id))?.isInvalidated).toBe(true);
  });
});
