import type { MatchId } from '../core/ids.ts';

export interface TrustAnnouncements {
  /** To the rater, on all their devices. */
  'rating:given': { matchId: MatchId };
  /** To the rated; what it says may still be hidden. */
  'rating:received': { matchId: MatchId; raterName: string; isVisible: boolean };
}
