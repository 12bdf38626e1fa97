import { z } from 'zod';
import { devicePublicKey } from '../../shared/accounts/account.ts';
import { matchId, transferId } from '../../shared/core/ids.ts';
import {
  addedKeys,
  iceSetup,
  routes,
  sealedOffer,
  transfer,
  transferAcceptance,
  transferOffer,
} from '../../shared/transfers/transfer.ts';
import { router, signedIn } from '../trpc.ts';
import type { OfferKeysService } from './offerKeys.service.ts';
import type { TransfersService } from './transfers.service.ts';

const one = z.strictObject({ transferId });

export const createTransfersRouter = (transfers: TransfersService, offerKeys: OfferKeysService) =>
  router({
    offer: signedIn
      .input(transferOffer)
      .output(transfer)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('offer', ctx.principal.accountId);
        return transfers.offer(input, ctx.principal.accountId);
      }),
    accept: signedIn
      .input(transferAcceptance)
      .output(transfer)
      .mutation(({ ctx, input }) =>
        transfers.accept(input.transferId, ctx.principal.accountId, input.deviceId, input.chosenFiles),
      ),
    refuse: signedIn
      .input(one)
      .output(transfer)
      .mutation(({ ctx, input }) => transfers.refuse(input.transferId, ctx.principal.accountId)),
    cancel: signedIn
      .input(one)
      .output(transfer)
      .mutation(({ ctx, input }) => transfers.cancel(input.transferId, ctx.principal.accountId)),
    complete: signedIn
      .input(one)
      .output(transfer)
      .mutation(({ ctx, input }) => transfers.complete(input.transferId, ctx.principal.accountId)),
    get: signedIn
      .input(one)
      .output(transfer)
      .query(({ ctx, input }) => transfers.get(input.transferId, ctx.principal.accountId)),
    sealedOffer: signedIn
      .input(one)
      .output(sealedOffer)
      .query(({ ctx, input }) => offerKeys.sealedOffer(input.transferId, ctx.principal.accountId)),
    wantKey: signedIn
      .input(one)
      .mutation(({ ctx, input }) => offerKeys.want(input.transferId, ctx.principal.accountId)),
    devicesWithoutKey: signedIn
      .input(one)
      .output(z.array(devicePublicKey))
      .query(({ ctx, input }) => offerKeys.devicesWithoutKey(input.transferId, ctx.principal.accountId)),
    addKeys: signedIn
      .input(addedKeys)
      .mutation(({ ctx, input }) => offerKeys.add(input.transferId, ctx.principal.accountId, input.sealedKeys)),
    listByMatch: signedIn
      .input(z.strictObject({ matchId }))
      .output(z.array(transfer))
      .query(({ ctx, input }) => transfers.listByMatch(input.matchId, ctx.principal.accountId)),
    listUnfinished: signedIn
      .output(z.array(transfer))
      .query(({ ctx }) => transfers.listUnfinished(ctx.principal.accountId)),
    iceServers: signedIn
      .input(one)
      .output(iceSetup)
      .query(async ({ ctx, input }) => {
        await ctx.limits.spend('iceServers', ctx.principal.accountId);
        return transfers.iceServers(input.transferId, ctx.principal.accountId);
      }),
    routes: signedIn.output(routes).query(() => transfers.routes()),
  });
