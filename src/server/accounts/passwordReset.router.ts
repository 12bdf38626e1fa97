import { z } from 'zod';
import { passwordReset, resetRequest } from '../../shared/accounts/passwordReset.ts';
import { anyone, anyoneOnce, router } from '../trpc.ts';
import type { AccountsService } from './accounts.service.ts';

/** For whoever forgot their password, and so is not signed in. */
export const createPasswordResetRouter = ({
  passwordResets,
  knownBy,
}: Pick<AccountsService, 'passwordResets' | 'knownBy'>) =>
  router({
    isOffered: anyone.output(z.boolean()).query(() => passwordResets.isOffered),

    request: anyoneOnce
      .input(resetRequest)
      .output(z.null())
      .mutation(async ({ ctx, input }) => {
        // Where the address's own browser asks, nobody else behind the network's address stands in the way.
        const isKnown = (await knownBy(input.email, ctx.cookies)) !== null;
        if (!isKnown) await ctx.limits.spend('resetLinkByAddress', ctx.address);
        await passwordResets.request(input.email, isKnown);
        return null;
      }),

    finish: anyoneOnce
      .input(passwordReset)
      .output(z.null())
      .mutation(async ({ input }) => {
        await passwordResets.finish(input);
        return null;
      }),
  });
