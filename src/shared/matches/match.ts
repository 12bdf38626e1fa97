import { z } from 'zod';
import { person } from '../accounts/account.ts';
import { accountId, conversationId, eventId, instant, matchId } from '../core/ids.ts';

export const matchState = z.enum(['proposed', 'accepted', 'declined', 'withdrawn', 'expired', 'completed']);

export const matchProposal = z.strictObject({ matchId, eventId, recipientId: accountId });

export const matchSummary = z.object({
  id: matchId,
  state: matchState,
  /** The viewer asked; otherwise they were asked. */
  isProposer: z.boolean(),
});
export type MatchSummary = z.infer<typeof matchSummary>;

/** A match as one of its parties sees it. */
export const match = matchSummary.extend({
  eventId,
  eventName: z.string(),
  partner: person,
  conversationId: conversationId.nullable(),
  isContent: z.boolean(),
  isPartnerContent: z.boolean(),
  proposedAt: instant,
  decidedAt: instant.nullable(),
  completedAt: instant.nullable(),
  expiresAt: instant,
  /** Whether the viewer has rated the other: it opens when the match is complete, and stays open. */
  ownRating: z.enum(['not_yet', 'open', 'given']),
});
export type Match = z.infer<typeof match>;

/** incoming: asked of me; outgoing: asked by me; open: accepted; history: all that has ended. Newest first. */
export const matchQuery = z.strictObject({
  group: z.enum(['incoming', 'outgoing', 'open', 'history']),
  cursor: z.string().max(100).optional(),
  limit: z.int().min(1).max(50).default(20),
});
export type MatchGroup = z.infer<typeof matchQuery>['group'];

export const matchPage = z.object({ matches: z.array(match), nextCursor: z.string().nullable() });
export type MatchPage = z.infer<typeof matchPage>;
