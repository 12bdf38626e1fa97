import { z } from 'zod';
import {
  conversationSummary,
  message,
  messagePage,
  messageQuery,
  newMessage,
} from '../../shared/conversations/conversation.ts';
import { conversationId } from '../../shared/core/ids.ts';
import { router, signedIn } from '../trpc.ts';
import type { ConversationsService } from './conversations.service.ts';

export const createConversationsRouter = (conversations: ConversationsService) =>
  router({
    list: signedIn.output(z.array(conversationSummary)).query(({ ctx }) => conversations.list(ctx.principal.accountId)),

    get: signedIn
      .input(z.strictObject({ conversationId }))
      .output(conversationSummary)
      .query(({ ctx, input }) => conversations.get(input.conversationId, ctx.principal.accountId)),

    messages: signedIn
      .input(messageQuery)
      .output(messagePage)
      .query(({ ctx, input }) => conversations.messages(input, ctx.principal.accountId)),

    send: signedIn
      .input(newMessage)
      .output(message)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('message', ctx.principal.accountId);
        return conversations.send(input, ctx.principal.accountId);
      }),
  });
