import { z } from 'zod';
import { overview, series, seriesQuery, turnTrials } from '../../shared/operator/operator.ts';
import { operating, router, signedIn } from '../trpc.ts';
import type { OperatorService } from './operator.service.ts';

export const createOperatorRouter = (operator: OperatorService) =>
  router({
    /** Whether the caller has an operator's screen: only of oneself. */
    isMe: signedIn.output(z.boolean()).query(({ ctx }) => operator.isOperator(ctx.principal.accountId)),
    overview: operating.output(overview).query(() => operator.overview()),
    series: operating
      .input(seriesQuery)
      .output(series)
      .query(({ input }) => operator.series(input.hours)),
    // A mutation: credentials are made, and must lie in no cache.
    turnTrials: operating.output(turnTrials).mutation(() => operator.turnTrials()),
  });
