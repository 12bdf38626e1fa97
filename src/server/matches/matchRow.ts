import type { Match as MatchRow, Prisma } from '../../generated/prisma/client.ts';
import type { Person } from '../../shared/accounts/account.ts';
import type { AccountId, ConversationId, EventId, MatchId } from '../../shared/core/ids.ts';
import type { Match, MatchSummary } from '../../shared/matches/match.ts';
import { asOf, type MatchLife, otherSide, type Side } from '../../shared/matches/matchState.ts';

export type { MatchRow };

/** The pair in the order in which it is stored: the same whoever asks. */
export function inOrder(a: AccountId, b: AccountId): { lowId: AccountId; highId: AccountId } {
  return a < b ? { lowId: a, highId: b } : { lowId: b, highId: a };
}

export function sideOf(row: MatchRow, account: AccountId): Side {
  return row.lowId === account ? 'low' : 'high';
}

export function accountOn(row: MatchRow, side: Side): AccountId {
  return (side === 'low' ? row.lowId : row.highId) as AccountId;
}

export function partnerIn(row: MatchRow, viewer: AccountId): AccountId {
  return accountOn(row, otherSide(sideOf(row, viewer)));
}

export function toLife(row: MatchRow): MatchLife {
  const state = row.state as MatchLife['state'];
  const proposer = row.proposerId === row.lowId ? 'low' : 'high';
  if (state === 'proposed') return { state, proposer, expiresAtMs: row.expiresAt.getTime() };
  if (state === 'accepted') return { state, proposer, content: { low: row.lowContent, high: row.highContent } };
  return { state, proposer };
}

/** What a step writes. */
export function changesOf(row: MatchRow, life: MatchLife, now: Date): Prisma.MatchUncheckedUpdateManyInput {
  switch (life.state) {
    case 'proposed':
      return {
        state: life.state,
        proposerId: accountOn(row, life.proposer),
        proposedAt: now,
        expiresAt: new Date(life.expiresAtMs),
        decidedAt: null,
      };
    case 'accepted':
      return {
        state: life.state,
        lowContent: life.content.low,
        highContent: life.content.high,
        completedAt: null,
        ...(row.state === 'proposed' && { decidedAt: now }),
      };
    case 'completed':
      return {
        state: life.state,
        lowContent: true,
        highContent: true,
        completedAt: now,
        ratableSince: row.ratableSince ?? now,
      };
    case 'declined':
    case 'withdrawn':
      return { state: life.state, decidedAt: now };
    case 'expired':
      return { state: life.state };
  }
}

/** The row just as it was read: a step is written only onto that. */
export function unchanged(row: MatchRow): Prisma.MatchWhereInput {
  const { id, state, proposerId, proposedAt, lowContent, highContent } = row;
  return { id, state, proposerId, proposedAt, lowContent, highContent };
}

/** Complete now or before. A node of an older version completes without noting it for later. */
export function isRatable(row: MatchRow): boolean {
  return row.ratableSince !== null || row.state === 'completed';
}

export function toSummary(row: MatchRow, viewer: AccountId, now: Date): MatchSummary {
  return {
    id: row.id as MatchId,
    state: asOf(toLife(row), now.getTime()).state,
    isProposer: row.proposerId === viewer,
  };
}

/** A match as one of its parties sees it. */
export function toMatch(
  row: MatchRow,
  viewer: AccountId,
  { partner, eventName, hasRated, now }: { partner: Person; eventName: string; hasRated: boolean; now: Date },
): Match {
  const isLow = sideOf(row, viewer) === 'low';
  return {
    ...toSummary(row, viewer, now),
    eventId: row.eventId as EventId,
    eventName,
    partner,
    conversationId: row.conversationId as ConversationId | null,
    isContent: isLow ? row.lowContent : row.highContent,
    isPartnerContent: isLow ? row.highContent : row.lowContent,
    proposedAt: row.proposedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    completedAt: row.completedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
    ownRating: hasRated ? 'given' : isRatable(row) ? 'open' : 'not_yet',
  };
}
