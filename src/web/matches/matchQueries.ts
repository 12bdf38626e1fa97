import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import type { Accessor } from 'solid-js';
import type { MatchId } from '../../shared/core/ids.ts';
import type { Match, MatchGroup } from '../../shared/matches/match.ts';
import { api } from '../core/api.ts';
import { askAgain, noteNews } from '../core/askAgain.ts';
import { queryClient } from '../core/queryClient.ts';
import { type MatchPages, withMatch } from './matchPages.ts';

export const matchKeys = {
  all: ['matches'] as const,
  list: (group: MatchGroup) => ['matches', 'list', group] as const,
  one: (id: MatchId) => ['matches', 'one', id] as const,
};

/** One group of one's own matches, newest first. */
export const createMatchList = (group: MatchGroup) =>
  useInfiniteQuery(() => ({
    queryKey: matchKeys.list(group),
    queryFn: ({ pageParam, signal }) => api.matches.list.query({ group, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    reconcile: 'id',
  }));

export const createMatch = (id: Accessor<MatchId>) =>
  useQuery(() => ({
    queryKey: matchKeys.one(id()),
    queryFn: ({ signal }) => api.matches.get.query({ matchId: id() }, { signal }),
    reconcile: 'id',
  }));

const groups = ['incoming', 'outgoing', 'open', 'history'] satisfies MatchGroup[];

/** A match is now like this: shown so at once where it is open and where it is listed, and its lists are asked for again. */
export function matchIs(match: Match): void {
  noteNews(matchKeys.one(match.id), match);
  for (const group of groups) {
    // Each has a copy of its own: what shows a list writes into what it was given.
    queryClient.setQueryData<MatchPages>(
      matchKeys.list(group),
      (known) => known && withMatch(known, group, structuredClone(match)),
    );
  }
  askAgain(['matches', 'list']);
  askAgain(['events', 'people']);
}

/** How often something was heard of a match; tells whether an answer was overtaken. */
export const newsOf = (id: MatchId): number => queryClient.getQueryState(matchKeys.one(id))?.dataUpdateCount ?? 0;

/**
 * The answer to a command that was sent when `newsBefore` had been heard. The announcement of what the other side did may come
 * before it, and is newer: then the match is asked for again.
 */
export function answered(match: Match, newsBefore: number): void {
  if (newsOf(match.id) === newsBefore) matchIs(match);
  else askAgain(matchKeys.all);
}
