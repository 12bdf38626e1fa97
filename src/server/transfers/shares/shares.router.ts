import { z } from 'zod';
import { downloadId, shareId } from '../../../shared/core/ids.ts';
import {
  download,
  downloadStart,
  newShare,
  openShare,
  share,
  shareFacts,
  shareQuestion,
  shareUnlocking,
} from '../../../shared/transfers/shares/share.ts';
import { iceSetup } from '../../../shared/transfers/transfer.ts';
import type { Services } from '../../compose.ts';
import { anyoneOnce, downloading, router, signedIn } from '../../trpc.ts';

type ShareServices = Pick<Services, 'shares' | 'downloads' | 'downloadMeetings' | 'accounts'>;

export const createSharesRouter = ({ shares, downloads, downloadMeetings, accounts }: ShareServices) =>
  router({
    create: signedIn
      .input(newShare)
      .output(share)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('newShare', ctx.principal.accountId);
        return shares.create(input, ctx.principal.accountId);
      }),
    mine: signedIn.output(z.array(share)).query(({ ctx }) => shares.mine(ctx.principal.accountId)),
    revoke: signedIn
      .input(z.strictObject({ shareId }))
      .output(share)
      .mutation(({ ctx, input }) => shares.revoke(input.shareId, ctx.principal.accountId)),

    visitors: signedIn
      .input(z.strictObject({ shareId }))
      .output(z.array(downloadId))
      .query(({ ctx, input }) => downloadMeetings.visitorsOf(input.shareId, ctx.principal.accountId)),
    iceServers: signedIn
      .input(z.strictObject({ downloadId }))
      .output(iceSetup)
      .query(async ({ ctx, input }) => {
        await ctx.limits.spend('iceServers', ctx.principal.accountId);
        return downloadMeetings.iceServersForHost(input.downloadId, ctx.principal.accountId);
      }),

    open: anyoneOnce
      .input(shareQuestion)
      .output(openShare)
      .query(async ({ ctx, input }) => {
        await ctx.limits.spend('openShare', ctx.address);
        return downloads.open({ ...input, accessToken: null }, ctx.address);
      }),
    facts: anyoneOnce
      .input(shareQuestion)
      .output(shareFacts)
      .query(async ({ ctx, input }) => {
        await ctx.limits.spend('shareFacts', ctx.address);
        return downloads.facts(input.shareId);
      }),
    unlock: anyoneOnce
      .input(shareUnlocking)
      .output(openShare)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('openShare', ctx.address);
        return downloads.open(input, ctx.address);
      }),
    startDownload: anyoneOnce
      .input(downloadStart)
      .output(download)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('newDownload', ctx.address);
        const isHidden = ctx.principal !== null && (await accounts.hidesAddress(ctx.principal.accountId));
        return downloads.start({ ...input, hidesAddress: isHidden || input.hidesAddress }, ctx.address);
      }),

    download: downloading.output(download).query(({ ctx }) => downloads.get(ctx.download)),
    complete: downloading.output(download).mutation(({ ctx }) => downloads.complete(ctx.download)),
    downloadIceServers: downloading.output(iceSetup).query(async ({ ctx }) => {
      await ctx.limits.spend('iceServers', ctx.download.downloadId);
      return downloadMeetings.iceServersForVisitor(ctx.download);
    }),
    giveUp: downloading.mutation(({ ctx }) => downloads.giveUp(ctx.download)),
  });
