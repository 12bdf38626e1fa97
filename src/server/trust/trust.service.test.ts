import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, MatchId, RatingId } from '../../shared/core/ids.ts';
import { RATING_HIDDEN_MS } from '../../shared/trust/ratingRules.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRatingRows, type RatingRows } from '../../testing/ratingRows.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { createTrustService } from './trust.service.ts';

let database: OpenDatabase;
let rows: RatingRows;
let clock: ReturnType<typeof makeFakeClock>;
let fanout: ReturnType<typeof makeRecordedFanout>;
let trust: ReturnType<typeof createTrustService>;
let strangers: Set<AccountId>;
let [anna, ben, cleo]: AccountId[] = [];
let match: MatchId;

const newId = () => crypto.randomUUID() as RatingId;
const refusal = (code: string) => expect.objectContaining({ code });

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  clock = makeFakeClock();
  fanout = makeRecordedFanout();
  strangers = new Set();
  rows = makeRatingRows(database.db);
  [anna, ben, cleo] = await Promise.all(['Anna', 'Ben', 'Cleo'].map(rows.account));
  match = await rows.match(anna!, ben!);
  const person = async (id: AccountId) => {
    const { username } = await database.db.account.findUniqueOrThrow({ where: { id } });
    return { id, username, avatarUrl: null };
  };
  trust = createTrustService({
    db: database.db,
    clock,
    announce: fanout.announce,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    matchForRating: async (id, by) => {
      const row = await database.db.match.findFirst({ where: { id, OR: [{ lowId: by }, { highId: by }] } });
      if (!row) throw new DomainError('matches.not_found');
      const partnerId = (row.lowId === by ? row.highId : row.lowId) as AccountId;
      return { partnerId, isRatable: row.ratableSince !== null };
    },
    person,
    personSeenBy: async (id, viewer) => {
      if (strangers.has(viewer)) throw new DomainError('accounts.not_found');
      return person(id);
    },
  });
});

const rate = (by: AccountId, fields: Partial<Parameters<typeof trust.rate>[0]> = {}) =>
  trust.rate({ ratingId: newId(), matchId: match, score: 5, comment: '', wouldExchangeAgain: true, ...fields }, by);
const seenOf = async (account: AccountId) => (await trust.list({ accountId: account, limit: 20 }, cleo!)).ratings;
const toldTo = (account: AccountId) =>
  fanout.told
    .filter(({ to }) => to.includes(`account:${account}`))
    .map(({ name, payload }) => [name, payload] as const);

describe('rating', () => {
  test('the other party of a match that was complete is rated', async () => {
    const comment = 'Sharp pictures, sent at once.';
    expect(await trust.ofMatch(match, anna!)).toEqual({ mayRate: true, own: null, partner: null });
    const ratingId = newId();
    const own = { id: ratingId, score: 4, comment, wouldExchangeAgain: true, createdAt: clock.now().toISOString() };
    expect(await rate(anna!, { ratingId, score: 4, comment })).toEqual({ mayRate: false, own, partner: null });
    expect(await trust.ratedAmong(anna!, [match])).toEqual(new Set([match]));
    expect(await trust.ratedAmong(ben!, [match])).toEqual(new Set());
  });

  test('a rating sent again is one rating, told once', async () => {
    const ratingId = newId();
    const first = await rate(anna!, { ratingId });
    expect(await rate(anna!, { ratingId })).toEqual(first);
    await Promise.all([rate(anna!, { ratingId }), rate(anna!, { ratingId })]);
    expect(await database.db.rating.count({ where: { matchId: match } })).toBe(1);
    expect(toldTo(anna!)).toEqual([['rating:given', { matchId: match }]]);
  });

  test('a second one is refused, and so is the same one with other words', async () => {
    const ratingId = newId();
    await rate(anna!, { ratingId, score: 4 });
    await expect(rate(anna!, { score: 4 })).rejects.toEqual(refusal('trust.already_rated'));
    await expect(rate(anna!, { ratingId, score: 1 })).rejects.toEqual(refusal('trust.already_rated'));
    await expect(rate(ben!, { ratingId })).rejects.toEqual(refusal('trust.already_rated'));
    expect((await trust.ofMatch(match, anna!)).own).toMatchObject({ score: 4 });
    expect(await trust.ofMatch(match, ben!)).toMatchObject({ mayRate: true, own: null });
  });

  test('of many sent at once one counts', async () => {
    const answers = await Promise.allSettled([1, 2, 3, 4, 5].map((score) => rate(anna!, { score })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await database.db.rating.count({ where: { matchId: match } })).toBe(1);
  });

  test('a match that was never complete is not rated yet', async () => {
    match = await rows.match(anna!, cleo!, { ratableSince: null });
    expect(await trust.ofMatch(match, anna!)).toMatchObject({ mayRate: false });
    await expect(rate(anna!)).rejects.toEqual(refusal('trust.not_complete'));
  });

  test('to anyone else there is no match', async () => {
    await expect(rate(cleo!)).rejects.toEqual(refusal('matches.not_found'));
    await expect(trust.ofMatch(match, cleo!)).rejects.toEqual(refusal('matches.not_found'));
  });

  test('the database itself keeps no score outside 1 to 5, none of oneself, and no second one', async () => {
    const write = (score: number, raterId = anna!, ratedId = ben!) =>
      database.db.rating.create({
        data: { id: newId(), matchId: match, raterId, ratedId, score, visibleAt: clock.now() },
      });
    await expect(write(0)).rejects.toThrow();
    await expect(write(6)).rejects.toThrow();
    await expect(write(3, anna!, anna!)).rejects.toThrow();
    expect(await write(3)).toMatchObject({ wouldExchangeAgain: false, comment: null });
    await expect(write(3)).rejects.toThrow();
  });

  test('it goes with the match', async () => {
    await rate(anna!);
    await database.db.match.delete({ where: { id: match } });
    expect(await database.db.rating.count({ where: { matchId: match } })).toBe(0);
  });
});

describe('what is shown when', () => {
  test('nothing of the first one before the second is given; then both', async () => {
    await rate(anna!, { score: 2, comment: 'Late' });
    const visibleAt = new Date(clock.now().getTime() + RATING_HIDDEN_MS).toISOString();
    expect((await trust.ofMatch(match, ben!)).partner).toEqual({ state: 'hidden', visibleAt });
    expect(await seenOf(ben!)).toEqual([]);
    expect(await trust.stats(ben!, cleo!)).toMatchObject({ count: 0 });
    expect(toldTo(ben!)).toEqual([['rating:received', { matchId: match, raterName: 'Anna', isVisible: false }]]);

    clock.move(1000);
    const seen = await rate(ben!, { score: 5 });
    expect(seen.partner).toMatchObject({ state: 'visible', rating: { score: 2, comment: 'Late' } });
    expect((await trust.ofMatch(match, anna!)).partner).toMatchObject({ state: 'visible', rating: { score: 5 } });
    expect(await seenOf(ben!)).toMatchObject([{ score: 2, comment: 'Late' }]);
    expect(await seenOf(anna!)).toMatchObject([{ score: 5, comment: null }]);
    expect(toldTo(anna!).at(-1)).toEqual(['rating:received', { matchId: match, raterName: 'Ben', isVisible: true }]);
  });

  test('two who rate at once see each other at once', async () => {
    await Promise.all([rate(anna!, { score: 3 }), rate(ben!, { score: 4 })]);
    expect((await trust.ofMatch(match, anna!)).partner).toMatchObject({ state: 'visible', rating: { score: 4 } });
    expect((await trust.ofMatch(match, ben!)).partner).toMatchObject({ state: 'visible', rating: { score: 3 } });
  });

  test('one that stays alone is shown after a week, not before', async () => {
    await rate(anna!);
    clock.move(RATING_HIDDEN_MS - 1);
    expect(await seenOf(ben!)).toEqual([]);
    clock.move(1);
    expect(await seenOf(ben!)).toHaveLength(1);
    expect((await trust.ofMatch(match, ben!)).partner).toMatchObject({ state: 'visible' });
  });

  test('others read what was said, and neither who said it nor when exactly', async () => {
    await rate(anna!, { comment: 'Kind' });
    await rate(ben!);
    const [seen] = await seenOf(ben!);
    expect(Object.keys(seen!).sort()).toEqual(['comment', 'id', 'month', 'score', 'wouldExchangeAgain']);
    expect(seen!.month).toBe(clock.now().toISOString().slice(0, 7));
  });

  test('who may not see the person sees none of it', async () => {
    strangers.add(cleo!);
    await expect(seenOf(ben!)).rejects.toEqual(refusal('accounts.not_found'));
    await expect(trust.stats(ben!, cleo!)).rejects.toEqual(refusal('accounts.not_found'));
  });
});

describe('many ratings', () => {
  // 5 again, 5 again, 4 again, 4 not, 1 not: 19 points in 5 ratings, 3 of 5 again.
  const given = [
    { score: 5, wouldExchangeAgain: true },
    { score: 5, wouldExchangeAgain: true },
    { score: 4, wouldExchangeAgain: true },
    { score: 4, wouldExchangeAgain: false },
    { score: 1, wouldExchangeAgain: false },
  ];
  beforeEach(async () => {
    for (const [index, fields] of given.entries()) {
      const other = await rows.account(`Guest ${index}`);
      match = await rows.match(other, ben!);
      await rate(other, { ...fields, comment: `Comment ${index}` });
      clock.move(1000);
    }
    clock.move(RATING_HIDDEN_MS);
    // One that is still hidden counts nowhere.
    match = await rows.match(anna!, ben!);
    await rate(anna!, { score: 1 });
  });

  test('they come to what they come to by hand', async () => {
    const expected = { count: 5, average: 3.8, distribution: [1, 0, 0, 2, 2], againShare: 0.6 };
    expect(await trust.stats(ben!, cleo!)).toEqual(expected);
    expect(await trust.stats(ben!, ben!)).toEqual(expected);
    const none = { count: 0, average: null, distribution: [0, 0, 0, 0, 0], againShare: null };
    expect(await trust.stats(anna!, ben!)).toEqual(none);
  });

  test('they are listed newest first, in pages', async () => {
    const first = await trust.list({ accountId: ben!, limit: 3 }, cleo!);
    expect(first.ratings.map(({ comment }) => comment)).toEqual(['Comment 4', 'Comment 3', 'Comment 2']);
    const second = await trust.list({ accountId: ben!, limit: 3, cursor: first.nextCursor! }, cleo!);
    expect(second.ratings.map(({ comment }) => comment)).toEqual(['Comment 1', 'Comment 0']);
    expect(second.nextCursor).toBeNull();
    expect(await trust.list({ accountId: ben!, limit: 3, cursor: newId() }, cleo!)).toEqual({
      ratings: [],
      nextCursor: null,
    });
  });
});
