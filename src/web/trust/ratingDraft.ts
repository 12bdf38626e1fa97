import type { MatchId, RatingId } from '../../shared/core/ids.ts';

/** A rating that is being written. It has its id from the first, so that sending it again after a lost answer is no second one. */
export interface RatingDraft {
  ratingId: RatingId;
  score: number | null;
  comment: string;
  wouldExchangeAgain: boolean | null;
}

const keyOf = (id: MatchId) => `spotlight:rating:${id}`;
const laterKeyOf = (id: MatchId) => `spotlight:rating-later:${id}`;

/** What was written in this browser, over reloads, until it is sent; logging out forgets it. */
export function readRatingDraft(id: MatchId): RatingDraft {
  const fresh = { ratingId: crypto.randomUUID() as RatingId, score: null, comment: '', wouldExchangeAgain: null };
  try {
    return { ...fresh, ...JSON.parse(localStorage.getItem(keyOf(id)) ?? '{}') };
  } catch {
    return fresh;
  }
}

export function keepRatingDraft(id: MatchId, draft: RatingDraft): void {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify(draft));
  } catch {
    // No room is left for it: it stays on the screen.
  }
}

export function dropRatingDraft(id: MatchId): void {
  localStorage.removeItem(keyOf(id));
}

/** Whether something was begun here and not sent. */
export const hasRatingDraft = (id: MatchId): boolean => localStorage.getItem(keyOf(id)) !== null;

/** Whether this person does not want to be asked beside the exchange. The list of exchanges still says so. */
export const isRatingPutOff = (id: MatchId): boolean => localStorage.getItem(laterKeyOf(id)) !== null;

export function putOffRating(id: MatchId): void {
  try {
    localStorage.setItem(laterKeyOf(id), '1');
  } catch {
    // Then the question comes again with the next visit.
  }
}
