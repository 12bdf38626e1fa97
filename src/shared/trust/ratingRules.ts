/**
 * The rules of ratings. Who was party to a match that was complete rates the other once, and for good. Neither is to answer
 * what the other said instead of what happened: a rating is shown once both have rated, or after a week. No schema here:
 * forms show these limits too.
 */
export const ratingLimits = { lowest: 1, highest: 5, comment: 1000, pageSize: 20 };

/** A rating that stays alone is shown after this. */
export const RATING_HIDDEN_MS = 7 * 24 * 3600_000;

/** How many ratings there are of one score, and how many of them would exchange again. */
export interface ScoreCount {
  score: number;
  wouldExchangeAgain: boolean;
  count: number;
}

/** What the ratings of a person come to. */
export interface RatingStats {
  count: number;
  /** Mean score; null without any rating. */
  average: number | null;
  /** How many ratings there are of 1, 2, 3, 4 and 5. */
  distribution: number[];
  /** Which share of them would exchange again, 0 to 1; null without any rating. */
  againShare: number | null;
}

/** Sums up counted ratings. */
export function statsOf(counts: readonly ScoreCount[]): RatingStats {
  const distribution = Array.from({ length: ratingLimits.highest }, (_, index) =>
    sum(counts.filter(({ score }) => score === index + 1)),
  );
  const count = sum(counts);
  if (count === 0) return { count, average: null, distribution, againShare: null };
  const points = counts.reduce((total, one) => total + one.score * one.count, 0);
  const again = sum(counts.filter(({ wouldExchangeAgain }) => wouldExchangeAgain));
  return { count, average: points / count, distribution, againShare: again / count };
}

function sum(counts: readonly ScoreCount[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
