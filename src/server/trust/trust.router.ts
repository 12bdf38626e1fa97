import { z } from 'zod';
import { accountId, matchId } from '../../shared/core/ids.ts';
import { matchRatings, newRating, ratingPage, ratingQuery, ratingStats } from '../../shared/trust/rating.ts';
import { router, signedIn } from '../trpc.ts';
import type { TrustService } from './trust.service.ts';

export const createTrustRouter = (trust: TrustService) =>
  router({
    rate: signedIn
      .input(newRating)
      .output(matchRatings)
      .mutation(({ ctx, input }) => trust.rate(input, ctx.principal.accountId)),
    ofMatch: signedIn
      .input(z.strictObject({ matchId }))
      .output(matchRatings)
      .query(({ ctx, input }) => trust.ofMatch(input.matchId, ctx.principal.accountId)),
    list: signedIn
      .input(ratingQuery)
      .output(ratingPage)
      .query(({ ctx, input }) => trust.list(input, ctx.principal.accountId)),
    stats: signedIn
      .input(z.strictObject({ accountId }))
      .output(ratingStats)
      .query(({ ctx, input }) => trust.stats(input.accountId, ctx.principal.accountId)),
  });
