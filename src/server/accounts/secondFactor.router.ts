import { z } from 'zod';
import {
  recoveryCodeRenewal,
  secondFactorConfirmation,
  secondFactorProof,
  secondFactorSetup,
  secondFactorStart,
  secondFactorState,
} from '../../shared/accounts/secondFactor.ts';
import { router, signedIn } from '../trpc.ts';
import type { AccountsService } from './accounts.service.ts';

/** Codes at login: set up, renewed and taken away by whoever is signed in and knows the password. */
export const createSecondFactorRouter = ({ secondFactor }: Pick<AccountsService, 'secondFactor'>) => {
  /** Passwords can be tried here, too. */
  const knowing = signedIn.use(async ({ ctx, next }) => {
    await ctx.limits.spend('passwordChange', ctx.principal.accountId);
    return next();
  });

  return router({
    state: signedIn.output(secondFactorState).query(({ ctx }) => secondFactor.state(ctx.principal.accountId)),

    begin: knowing
      .input(secondFactorStart)
      .output(secondFactorSetup)
      .mutation(({ ctx, input }) => secondFactor.begin(ctx.principal.accountId, input.password)),

    confirm: signedIn
      .input(secondFactorConfirmation)
      .output(z.null())
      .mutation(async ({ ctx, input: { code, recoveryCodes } }) => {
        await secondFactor.confirm(ctx.principal.accountId, code, recoveryCodes);
        return null;
      }),

    renewRecoveryCodes: knowing
      .input(recoveryCodeRenewal)
      .output(z.null())
      .mutation(async ({ ctx, input: { password, code, recoveryCodes } }) => {
        await secondFactor.renewRecoveryCodes(ctx.principal.accountId, password, code, recoveryCodes);
        return null;
      }),

    end: knowing
      .input(secondFactorProof)
      .output(z.null())
      .mutation(async ({ ctx, input: { password, code } }) => {
        await secondFactor.end(ctx.principal.accountId, password, code);
        return null;
      }),
  });
};
