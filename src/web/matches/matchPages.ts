import type { InfiniteData } from '@tanstack/solid-query';
import type { Match, MatchGroup, MatchPage, MatchSummary } from '../../shared/matches/match.ts';

/** The pages of one group that were asked for so far. */
export type MatchPages = InfiniteData<MatchPage>;

/** In which of the groups a match is listed. */
export function groupOf({ state, isProposer }: MatchSummary): MatchGroup {
  switch (state) {
    case 'proposed':
      return isProposer ? 'outgoing' : 'incoming';
    case 'accepted':
      return 'open';
    default:
      return 'history';
  }
}

/** A group's pages with this match as it is now: once if it belongs there, else not at all. */
export function withMatch(known: MatchPages, group: MatchGroup, match: Match): MatchPages {
  const place = groupOf(match) === group ? pageOf(known, match) : -1;
  return {
    ...known,
    pages: known.pages.map((page, n) => {
      const matches = page.matches.filter(({ id }) => id !== match.id);
      return { ...page, matches: n === place ? [...matches, match].sort(newestFirst) : matches };
    }),
  };
}

/** On which page a match is; -1 where it is older than all of them: then on one that was not asked for yet. */
function pageOf({ pages }: MatchPages, { id, proposedAt }: Match): number {
  const listed = pages.findIndex(({ matches }) => matches.some((each) => each.id === id));
  if (listed >= 0) return listed;
  return pages.findIndex((page) => page.nextCursor === null || (page.matches.at(-1)?.proposedAt ?? '') <= proposedAt);
}

const newestFirst = (a: Match, b: Match) => (a.proposedAt < b.proposedAt ? 1 : a.proposedAt > b.proposedAt ? -1 : 0);
