import type { Rating as RatingRow } from '../../generated/prisma/client.ts';
import type { RatingId } from '../../shared/core/ids.ts';
import type { MatchRatings, NewRating, PublicRating, Rating } from '../../shared/trust/rating.ts';

export type { RatingRow };

/** A rating as the two people see it whom it is about. */
export function toRating(row: RatingRow): Rating {
  return { ...judgementOf(row), id: row.id as RatingId, createdAt: row.createdAt.toISOString() };
}

/** What the other party says, as far as it may be seen by now. */
export function toPartnerRating(row: RatingRow, now: Date): MatchRatings['partner'] {
  if (row.visibleAt <= now) return { state: 'visible', rating: toRating(row) };
  return { state: 'hidden', visibleAt: row.visibleAt.toISOString() };
}

/** A rating as anyone else sees it. */
export function toPublicRating(row: RatingRow): PublicRating {
  return { ...judgementOf(row), id: row.id as RatingId, month: row.createdAt.toISOString().slice(0, 7) };
}

/** Whether the row says what was asked to be written: the same command, sent again. */
export function isSameRating(row: RatingRow, asked: NewRating): boolean {
  return (
    row.id === asked.ratingId &&
    row.score === asked.score &&
    row.comment === commentOf(asked) &&
    row.wouldExchangeAgain === asked.wouldExchangeAgain
  );
}

/** A comment of nothing is none. */
export function commentOf({ comment }: NewRating): string | null {
  return comment || null;
}

function judgementOf({ score, comment, wouldExchangeAgain }: RatingRow) {
  return { score, comment, wouldExchangeAgain };
}
