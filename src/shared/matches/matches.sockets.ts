import type { Match } from './match.ts';

/** Each party is told of the match as that party sees it. */
export interface MatchAnnouncements {
  'match:proposed': { match: Match };
  'match:changed': { match: Match };
}
