import { z } from 'zod';
import { transferId } from '../../../shared/core/ids.ts';
import { haveTelling, relayState, rootTelling, segmentAcknowledgement } from '../../../shared/transfers/relay.ts';
import { router, signedInRelaying } from '../../trpc.ts';
import type { RelayService } from './relay.service.ts';

export const createRelayRouter = (relay: RelayService) =>
  router({
    state: signedInRelaying
      .input(z.strictObject({ transferId }))
      .output(relayState)
      .query(({ ctx, input }) => relay.state(input.transferId, ctx.principal.accountId)),
    acknowledge: signedInRelaying
      .input(segmentAcknowledgement)
      .mutation(({ ctx, input }) =>
        relay.acknowledge(input.transferId, input.segmentId, input.badBlocks, ctx.principal.accountId),
      ),
    tellRoot: signedInRelaying
      .input(rootTelling)
      .mutation(({ ctx, input: { transferId, ...root } }) => relay.tellRoot(transferId, root, ctx.principal.accountId)),
    tellHave: signedInRelaying
      .input(haveTelling)
      .mutation(({ ctx, input }) => relay.tellHave(input.transferId, input.epoch, input.have, ctx.principal.accountId)),
  });
