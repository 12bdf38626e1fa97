import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import type { Accessor } from 'solid-js';
import type { AccountId, MatchId, RatingId } from '../../shared/core/ids.ts';
import { api } from '../core/api.ts';

export const trustKeys = {
  all: ['trust'] as const,
  ofMatch: (id: MatchId) => ['trust', 'match', id] as const,
  stats: (id: AccountId) => ['trust', 'stats', id] as const,
  list: (id: AccountId) => ['trust', 'list', id] as const,
};

/** What the two parties of a match say of each other, as far as this one may see it. */
export const createMatchRatings = (id: Accessor<MatchId>) =>
  useQuery(() => ({
    queryKey: trustKeys.ofMatch(id()),
    queryFn: ({ signal }) => api.trust.ofMatch.query({ matchId: id() }, { signal }),
  }));

/** What the ratings of a person come to. */
export const createRatingStats = (id: Accessor<AccountId>) =>
  useQuery(() => ({
    queryKey: trustKeys.stats(id()),
    queryFn: ({ signal }) => api.trust.stats.query({ accountId: id() }, { signal }),
  }));

/** What others say of a person, newest first. */
export const createRatingList = (id: Accessor<AccountId>) =>
  useInfiniteQuery(() => ({
    queryKey: trustKeys.list(id()),
    queryFn: ({ pageParam, signal }) => api.trust.list.query({ accountId: id(), cursor: pageParam }, { signal }),
    initialPageParam: undefined as RatingId | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    reconcile: 'id',
  }));
