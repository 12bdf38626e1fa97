import { z } from 'zod';
import { jobId } from '../../shared/core/ids.ts';
import { deadLetter } from '../../shared/jobs/jobs.ts';
import { overview, series, seriesQuery, turnTrials } from '../../shared/operator/operator.ts';
import { operating, router, signedIn } from '../trpc.ts';
import type { OperatorService } from './operator.service.ts';

const oneJob = z.strictObject({ jobId });

export const createOperatorRouter = (operator: OperatorService) =>
  router({
    /** Whether the caller has an operator's screen: only of oneself. */
    isMe: signedIn.output(z.boolean()).query(({ ctx }) => operator.isOperator(ctx.principal.accountId)),
    overview: operating.output(overview).query(() => operator.overview()),
    series: operating
      .input(seriesQuery)
      .output(series)
      .query(({ input }) => operator.series(input.hours)),
    deadLetters: operating.output(z.array(deadLetter)).query(() => operator.deadLetters()),
    retryJob: operating.input(oneJob).mutation(({ input }) => operator.retryJob(input.jobId)),
    discardJob: operating.input(oneJob).mutation(({ input }) => operator.discardJob(input.jobId)),
    retryDeadJobs: operating.mutation(() => operator.retryDeadJobs()),
    discardDeadJobs: operating.mutation(() => operator.discardDeadJobs()),
    // A mutation: credentials are made, and must lie in no cache.
    turnTrials: operating.output(turnTrials).mutation(() => operator.turnTrials()),
  });
