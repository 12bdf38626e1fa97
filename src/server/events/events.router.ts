import { z } from 'zod';
import { DomainError } from '../../shared/core/errors.ts';
import { eventId } from '../../shared/core/ids.ts';
import {
  attendeePage,
  attendeeQuery,
  eventChange,
  eventCode,
  eventDetail,
  eventInvitation,
  eventPage,
  eventQuery,
  newEvent,
} from '../../shared/events/event.ts';
import { anyone, router, signedIn } from '../trpc.ts';
import type { EventsService } from './events.service.ts';

const oneEvent = z.strictObject({ eventId });
const oneCode = z.strictObject({ code: eventCode });

export const createEventsRouter = (events: EventsService) =>
  router({
    create: signedIn
      .input(newEvent)
      .output(eventDetail)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('newEvent', ctx.principal.accountId);
        return events.create(input, ctx.principal.accountId);
      }),

    list: signedIn
      .input(eventQuery)
      .output(eventPage)
      .query(({ ctx, input }) => events.list(input, ctx.principal.accountId)),

    get: signedIn
      .input(oneEvent)
      .output(eventDetail)
      .query(({ ctx, input }) => events.get(input.eventId, ctx.principal.accountId)),

    join: signedIn
      .input(oneEvent)
      .output(eventDetail)
      .mutation(({ ctx, input }) => events.join(input.eventId, ctx.principal.accountId)),

    joinByCode: signedIn
      .input(oneCode)
      .output(eventDetail)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('joinByCode', ctx.principal.accountId);
        return events.joinByCode(input.code, ctx.principal.accountId);
      }),

    /** Open to all: whoever follows a join link sees where it leads before signing in. */
    eventByCode: anyone
      .input(oneCode)
      .output(eventInvitation)
      .query(async ({ ctx, input }) => {
        try {
          return await events.peek(input.code, ctx.principal?.accountId ?? null);
        } catch (error) {
          // Only codes that lead nowhere cost something: a whole venue follows the right one from a single address.
          if (error instanceof DomainError) await ctx.limits.spend('joinByCode', ctx.address);
          throw error;
        }
      }),

    leave: signedIn.input(oneEvent).mutation(({ ctx, input }) => events.leave(input.eventId, ctx.principal.accountId)),

    attendees: signedIn
      .input(attendeeQuery)
      .output(attendeePage)
      .query(({ ctx, input }) => events.attendees(input, ctx.principal.accountId)),

    update: signedIn
      .input(eventChange)
      .output(eventDetail)
      .mutation(({ ctx, input }) => events.update(input, ctx.principal.accountId)),

    remove: signedIn
      .input(oneEvent)
      .mutation(({ ctx, input }) => events.remove(input.eventId, ctx.principal.accountId)),

    newCode: signedIn
      .input(oneEvent)
      .output(eventDetail)
      .mutation(({ ctx, input }) => events.newCode(input.eventId, ctx.principal.accountId)),
  });
