import { z } from 'zod';
import { accountId, instant, matchId, ratingId } from '../core/ids.ts';
import { tidyContent } from '../core/texts.ts';
import { ratingLimits } from './ratingRules.ts';

const score = z.int().min(ratingLimits.lowest).max(ratingLimits.highest);

const comment = z
  .string()
  // Wider than a comment may be: it is counted after tidying.
  .max(4 * ratingLimits.comment)
  .transform((written) => tidyContent(written).normalize('NFC'))
  .pipe(z.string().max(ratingLimits.comment));

export const newRating = z.strictObject({
  ratingId,
  matchId,
  score,
  comment: comment.default(''),
  wouldExchangeAgain: z.boolean(),
});
export type NewRating = z.infer<typeof newRating>;

const judgement = z.object({ score, comment: z.string().nullable(), wouldExchangeAgain: z.boolean() });

/** A rating between two parties, as those two see it. */
export const rating = judgement.extend({ id: ratingId, createdAt: instant });
export type Rating = z.infer<typeof rating>;

/** How the two parties of a match stand, as one of them sees it. */
export const matchRatings = z.object({
  mayRate: z.boolean(),
  own: rating.nullable(),
  /** What the other says; before it may be seen, only that it is there and when it will be shown. */
  partner: z
    .discriminatedUnion('state', [
      z.object({ state: z.literal('hidden'), visibleAt: instant }),
      z.object({ state: z.literal('visible'), rating }),
    ])
    .nullable(),
});
export type MatchRatings = z.infer<typeof matchRatings>;

/**
 * A rating as everyone sees it who may see the person: what was said, not who said it or at which exchange, for to all but its
 * parties a match does not exist. Hence the month alone.
 */
export const publicRating = judgement.extend({ id: ratingId, month: z.string().regex(/^\d{4}-\d{2}$/) });
export type PublicRating = z.infer<typeof publicRating>;

/** Ratings of a person, newest first; the cursor is the id of the last one seen. */
export const ratingQuery = z.strictObject({
  accountId,
  cursor: ratingId.optional(),
  limit: z.int().min(1).max(50).default(ratingLimits.pageSize),
});
export type RatingQuery = z.infer<typeof ratingQuery>;

export const ratingPage = z.object({ ratings: z.array(publicRating), nextCursor: ratingId.nullable() });
export type RatingPage = z.infer<typeof ratingPage>;

export const ratingStats = z.object({
  count: z.int(),
  average: z.number().nullable(),
  distribution: z.array(z.int()).length(ratingLimits.highest),
  againShare: z.number().nullable(),
});
