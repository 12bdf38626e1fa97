import { z } from 'zod';
import { matchId } from '../../shared/core/ids.ts';
import { match, matchPage, matchProposal, matchQuery } from '../../shared/matches/match.ts';
import { router, signedIn } from '../trpc.ts';
import type { MatchesService } from './matches.service.ts';

const one = z.strictObject({ matchId });

export const createMatchesRouter = (matches: MatchesService) =>
  router({
    propose: signedIn
      .input(matchProposal)
      .output(match)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('proposal', ctx.principal.accountId);
        return matches.propose(input, ctx.principal.accountId);
      }),
    accept: signedIn
      .input(one)
      .output(match)
      .mutation(({ ctx, input }) => matches.accept(input.matchId, ctx.principal.accountId)),
    decline: signedIn
      .input(one)
      .output(match)
      .mutation(({ ctx, input }) => matches.decline(input.matchId, ctx.principal.accountId)),
    withdraw: signedIn
      .input(one)
      .output(match)
      .mutation(({ ctx, input }) => matches.withdraw(input.matchId, ctx.principal.accountId)),
    content: signedIn
      .input(one)
      .output(match)
      .mutation(({ ctx, input }) => matches.content(input.matchId, ctx.principal.accountId)),
    list: signedIn
      .input(matchQuery)
      .output(matchPage)
      .query(({ ctx, input }) => matches.list(ctx.principal.accountId, input)),
    get: signedIn
      .input(one)
      .output(match)
      .query(({ ctx, input }) => matches.get(input.matchId, ctx.principal.accountId)),
  });
