import { beforeEach, describe, expect, it } from 'vitest';
import type { MatchId } from '../../shared/core/ids.ts';
import type { Match } from '../../shared/matches/match.ts';
import { queryClient } from '../core/queryClient.ts';
import { answered, matchIs, matchKeys, newsOf } from './matchQueries.ts';

const id = '0b0e8c0e-6a55-4b43-a2bf-0a4bb5a0f6f1' as MatchId;
const matchAs = (change: Partial<Match>) => ({ id, state: 'accepted', isContent: false, ...change }) as Match;
const known = () => queryClient.getQueryData<Match>(matchKeys.one(id));

beforeEach(() => queryClient.clear());

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
