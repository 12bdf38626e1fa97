import type { Prisma } from '../../generated/prisma/client.ts';
import { type AccountId, type EventId, instant, type MatchId, matchId } from '../../shared/core/ids.ts';
import { calendarDay } from '../../shared/events/event.ts';
import type { Match, MatchGroup, MatchPage, MatchSummary } from '../../shared/matches/match.ts';
import { batched } from '../core/batched.ts';
import type { MatchesParts } from './matches.service.ts';
import { inOrder, isRatable, type MatchRow, partnerIn, toMatch, toSummary } from './matchRow.ts';

const agreed = { in: ['accepted', 'completed'] };

/** What is read of matches: one's own in groups, and what other rooms ask about a pair. */
export function createMatchLists({ db, clock, people, eventNames, ratedAmong }: MatchesParts) {
  /** Matches as this party sees them; a partner who is gone takes the match along. */
  async function seenBy(viewer: AccountId, rows: MatchRow[]): Promise<Match[]> {
    const now = clock.now();
    const ratable = rows.filter(isRatable).map((row) => row.id as MatchId);
    const [partners, names, rated] = await Promise.all([
      people([...new Set(rows.map((row) => partnerIn(row, viewer)))]),
      eventNames([...new Set(rows.map((row) => row.eventId as EventId))]),
      ratable.length > 0 ? ratedAmong(viewer, ratable) : new Set<MatchId>(),
    ]);
    return rows.flatMap((row) => {
      const partner = partners.get(partnerIn(row, viewer));
      const eventName = names.get(row.eventId as EventId);
      const hasRated = rated.has(row.id as MatchId);
      return partner && eventName !== undefined ? [toMatch(row, viewer, { partner, eventName, hasRated, now })] : [];
    });
  }

  // Asked for whoever arrives.
  const agreedWith = batched(async (accounts: AccountId[]) => {
    const partners = new Map(accounts.map((account) => [account, new Set<AccountId>()]));
    const rows = await db.match.findMany({
      where: { OR: [{ lowId: { in: accounts } }, { highId: { in: accounts } }], state: agreed },
      select: { lowId: true, highId: true },
    });
    for (const { lowId, highId } of rows as { lowId: AccountId; highId: AccountId }[]) {
      partners.get(lowId)?.add(highId);
      partners.get(highId)?.add(lowId);
    }
    return partners;
  });

  function inGroup(group: MatchGroup, viewer: AccountId): Prisma.MatchWhereInput {
    const now = clock.now();
    switch (group) {
      case 'incoming':
        return { state: 'proposed', expiresAt: { gt: now }, proposerId: { not: viewer } };
      case 'outgoing':
        return { state: 'proposed', expiresAt: { gt: now }, proposerId: viewer };
      case 'open':
        return { state: 'accepted' };
      case 'history':
        return {
          OR: [
            { state: { in: ['declined', 'withdrawn', 'expired', 'completed'] } },
            { state: 'proposed', expiresAt: { lte: now } },
          ],
        };
    }
  }

  return {
    seenBy,

    /** One group of one's own matches, newest first. */
    async list(
      viewer: AccountId,
      { group, cursor, limit }: { group: MatchGroup; cursor?: string; limit: number },
    ): Promise<MatchPage> {
      const rows = await db.match.findMany({
        where: { AND: [ofParty(viewer), inGroup(group, viewer), after(cursor)] },
        orderBy: [{ proposedAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        matches: await seenBy(viewer, page),
        nextCursor: last && rows.length > limit ? `${last.proposedAt.toISOString()}~${last.id}` : null,
      };
    },

    /** Whether the two have agreed on an exchange, at whatever event. */
    async areMatched(a: AccountId, b: AccountId): Promise<boolean> {
      return (await db.match.count({ where: { ...inOrder(a, b), state: agreed } })) > 0;
    },

    /** Whether anyone ever asked for an exchange at this event. */
    async existAt(eventId: EventId): Promise<boolean> {
      return (await db.match.count({ where: { eventId } })) > 0;
    },

    /** Everyone with whom this account has agreed on an exchange. */
    async partnersOf(account: AccountId): Promise<AccountId[]> {
      return [...((await agreedWith(account)) ?? [])];
    },

    /** How the viewer stands with each of these people at this event; nobody is in it with whom there is nothing. */
    async matchesBetween(
      viewer: AccountId,
      ids: readonly AccountId[],
      eventId: EventId,
    ): Promise<Map<AccountId, MatchSummary>> {
      const others = [...ids];
      const rows = await db.match.findMany({
        where: {
          eventId,
          OR: [
            { lowId: viewer, highId: { in: others } },
            { highId: viewer, lowId: { in: others } },
          ],
        },
      });
      const now = clock.now();
      return new Map(rows.map((row) => [partnerIn(row, viewer), toSummary(row, viewer, now)]));
    },
  };
}

function ofParty(account: AccountId): Prisma.MatchWhereInput {
  return { OR: [{ lowId: account }, { highId: account }] };
}

// A cursor that was made up begins from the top: it can show nothing that is not one's own.
function after(cursor: string | undefined): Prisma.MatchWhereInput {
  const [at, last] = cursor?.split('~') ?? [];
  const [proposed, matched] = [instant.safeParse(at), matchId.safeParse(last)];
  const isPlausible = proposed.success && calendarDay.safeParse(proposed.data.slice(0, 10)).success;
  if (!isPlausible || !matched.success) return {};
  const [proposedAt, id] = [new Date(proposed.data), matched.data];
  return { OR: [{ proposedAt: { lt: proposedAt } }, { proposedAt, id: { lt: id } }] };
}
