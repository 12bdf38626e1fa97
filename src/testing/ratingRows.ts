import type { Database } from '../server/core/database.ts';
import type { AccountId, MatchId } from '../shared/core/ids.ts';

/** What ratings stand on: accounts, and matches between two of them, each at an event of its own. */
export function makeRatingRows(db: Database) {
  return {
    async account(username: string): Promise<AccountId> {
      const id = crypto.randomUUID();
      await db.account.create({
        data: { id, username, usernameKey: id, email: `${id}@example.org`, passwordHash: '-' },
      });
      return id as AccountId;
    },

    async match(
      one: AccountId,
      other: AccountId,
      { ratableSince = new Date() }: { ratableSince?: Date | null } = {},
    ): Promise<MatchId> {
      const [id, eventId] = [crypto.randomUUID(), crypto.randomUUID()];
      const day = new Date('2026-06-01');
      const fields = { name: 'Summer swing', location: 'Hall', startDate: day, endDate: day };
      await db.event.create({ data: { id: eventId, code: eventId.slice(0, 12), ...fields, createdById: one } });
      const [lowId, highId] = one < other ? [one, other] : [other, one];
      const state = ratableSince ? 'completed' : 'accepted';
      const life = { proposerId: one, state, completedAt: ratableSince, ratableSince, expiresAt: new Date() };
      await db.match.create({ data: { id, eventId, lowId, highId, ...life } });
      return id as MatchId;
    },
  };
}

export type RatingRows = ReturnType<typeof makeRatingRows>;
