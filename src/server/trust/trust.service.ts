import type { Person } from '../../shared/accounts/account.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, MatchId, RatingId } from '../../shared/core/ids.ts';
import type { MatchRatings, NewRating, RatingPage, RatingQuery } from '../../shared/trust/rating.ts';
import { RATING_HIDDEN_MS, type RatingStats, statsOf } from '../../shared/trust/ratingRules.ts';
import { type Database, IN_TURN, isTaken } from '../core/database.ts';
import type { Announce, Clock, Log } from '../core/ports.ts';
import { commentOf, isSameRating, type RatingRow, toPartnerRating, toPublicRating, toRating } from './ratingRow.ts';

export interface TrustParts {
  db: Database;
  clock: Clock;
  announce: Announce;
  log: Log;
  /** Who the other party is, and whether the match is complete or was so before; to anyone else it does not exist. */
  matchForRating(id: MatchId, by: AccountId): Promise<{ partnerId: AccountId; isRatable: boolean }>;
  person(id: AccountId): Promise<Person>;
  /** The person, if this viewer may see them; refuses otherwise. */
  personSeenBy(id: AccountId, viewer: AccountId): Promise<Person>;
}

/** Trust: what people say of each other after an exchange. */
export function createTrustService(parts: TrustParts) {
  const { db, clock, announce, log } = parts;

  const findOwn = (matchId: MatchId, raterId: AccountId) => db.rating.findFirst({ where: { matchId, raterId } });

  /** Writes it, and shows both sides' if this was the second; null when this rater has rated, or the id is taken. */
  async function insert(asked: NewRating, raterId: AccountId, ratedId: AccountId): Promise<RatingRow | null> {
    const { matchId, score, wouldExchangeAgain } = asked;
    const now = clock.now();
    try {
      return await db.$transaction(async (tx) => {
        // One after the other for one match: of two who rate at once, the second sees the first.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${matchId}::uuid::text, 0))`;
        const shown = await tx.rating.updateMany({ where: { matchId, raterId: ratedId }, data: { visibleAt: now } });
        const visibleAt = shown.count > 0 ? now : new Date(now.getTime() + RATING_HIDDEN_MS);
        const data = { id: asked.ratingId, matchId, raterId, ratedId, score, wouldExchangeAgain };
        return tx.rating.create({ data: { ...data, comment: commentOf(asked), createdAt: now, visibleAt } });
      }, IN_TURN);
    } catch (error) {
      if (isTaken(error)) return null;
      throw error;
    }
  }

  async function tellBoth(row: RatingRow): Promise<void> {
    const [matchId, rater, rated] = [row.matchId as MatchId, row.raterId as AccountId, row.ratedId as AccountId];
    const raterName = (await parts.person(rater)).username;
    announce('rating:given', `account:${rater}`, { matchId });
    announce('rating:received', `account:${rated}`, { matchId, raterName, isVisible: row.visibleAt <= clock.now() });
  }

  const visible = (ratedId: AccountId) => ({ ratedId, visibleAt: { lte: clock.now() } });

  async function ofMatch(matchId: MatchId, viewer: AccountId): Promise<MatchRatings> {
    const { isRatable } = await parts.matchForRating(matchId, viewer);
    const rows = await db.rating.findMany({ where: { matchId } });
    const own = rows.find((row) => row.raterId === viewer);
    const partners = rows.find((row) => row.ratedId === viewer);
    return {
      mayRate: isRatable && !own,
      own: own ? toRating(own) : null,
      partner: partners ? toPartnerRating(partners, clock.now()) : null,
    };
  }

  return {
    ofMatch,

    /** Rates the other party of a match that was complete, once and for good. Said twice with one id it is one. */
    async rate(asked: NewRating, by: AccountId): Promise<MatchRatings> {
      const { partnerId, isRatable } = await parts.matchForRating(asked.matchId, by);
      if (!isRatable) throw new DomainError('trust.not_complete');
      const before = await findOwn(asked.matchId, by);
      const created = before ? null : await insert(asked, by, partnerId);
      const row = created ?? before ?? (await findOwn(asked.matchId, by));
      // Another one was given before, or the id belongs to some other rating.
      if (!row || !isSameRating(row, asked)) throw new DomainError('trust.already_rated');
      if (created) {
        log.info({ ratingId: row.id, matchId: row.matchId }, 'match rated');
        await tellBoth(row);
      }
      return ofMatch(asked.matchId, by);
    },

    /** What others say of a person, for those who may see the person; newest first. */
    async list({ accountId, cursor, limit }: RatingQuery, viewer: AccountId): Promise<RatingPage> {
      await parts.personSeenBy(accountId, viewer);
      const rows = await db.rating.findMany({
        where: visible(accountId),
        orderBy: [{ visibleAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
        // By id, since the instant of showing could tell who it was that made it so.
        ...(cursor && { cursor: { id: cursor }, skip: 1 }),
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        ratings: page.map(toPublicRating),
        nextCursor: last && rows.length > limit ? (last.id as RatingId) : null,
      };
    },

    /** What the ratings of a person come to, for those who may see the person; counted by the database. */
    async stats(accountId: AccountId, viewer: AccountId): Promise<RatingStats> {
      await parts.personSeenBy(accountId, viewer);
      const groups = await db.rating.groupBy({
        by: ['score', 'wouldExchangeAgain'],
        where: visible(accountId),
        _count: true,
      });
      return statsOf(
        groups.map(({ score, wouldExchangeAgain, _count: count }) => ({ score, wouldExchangeAgain, count })),
      );
    },

    /** Which of these matches this account has rated the other party of. */
    async ratedAmong(rater: AccountId, matches: MatchId[]): Promise<Set<MatchId>> {
      const rows = await db.rating.findMany({
        where: { raterId: rater, matchId: { in: matches } },
        select: { matchId: true },
      });
      return new Set(rows.map((row) => row.matchId as MatchId));
    },
  };
}

export type TrustService = ReturnType<typeof createTrustService>;
