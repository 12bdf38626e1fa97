import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountId, MatchId, RatingId } from '../../shared/core/ids.ts';
import { fillEvents, fillPeople } from '../../testing/manyRows.ts';
import { watchQueries } from '../../testing/queryPlans.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { createTrustService, type TrustService } from './trust.service.ts';

/** What the service really asks of the database is explained over many rows: nothing may read a whole table. */
const PEOPLE = 600;
const RATINGS = 12_000;

let database: OpenDatabase;
let watched: ReturnType<typeof watchQueries>;
let trust: TrustService;
let me: AccountId;
let other: AccountId;
let matches: MatchId[];

beforeAll(async () => {
  database = await openTestDatabase();
  watched = watchQueries(database);
  await fill();
  const { db } = database;
  [me, other] = (await Promise.all(
    ['p1', 'p2'].map(async (username) => (await db.account.findFirstOrThrow({ where: { username } })).id as AccountId),
  )) as [AccountId, AccountId];
  matches = (await db.match.findMany({ take: 50 })).map(({ id }) => id as MatchId);
  trust = createTrustService({
    db: watched.db,
    clock: { now: () => new Date() },
    announce: makeRecordedFanout().announce,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    matchForRating: async () => ({ partnerId: other, isRatable: true }),
    person: async (id) => ({ id, username: 'p1', avatarUrl: null }),
    personSeenBy: async (id) => ({ id, username: 'p1', avatarUrl: null }),
  });
});
afterAll(async () => {
  await watched.close();
  await database.close();
});

async function fill(): Promise<void> {
  const run = (sql: string) => database.db.$executeRawUnsafe(sql);
  await fillPeople(database, PEOPLE);
  await fillEvents(database, 1);
  // Without it foreign keys would be looked up as in the empty tables they were.
  await run('ANALYZE');
  // Each with the next ones in the order of their ids, as pairs are stored.
  await run(`INSERT INTO matches (id, event_id, user1_id, user2_id, proposer_id, status, expires_at, ratable_since)
    SELECT gen_random_uuid(), e.id, low.id, high.id, low.id, 'completed', now(), now()
    FROM events e,
      (SELECT id, row_number() OVER (ORDER BY id) AS place FROM users) low
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM users) high
        ON high.place > low.place AND high.place <= low.place + ${RATINGS / PEOPLE / 2}`);
  await run('ANALYZE');
  await run(`INSERT INTO ratings (id, match_id, rater_id, rated_id, score, visible_at)
    SELECT gen_random_uuid(), m.id, m.user1_id, m.user2_id, 1 + (random() * 4)::int, now() FROM matches m
    UNION ALL
    SELECT gen_random_uuid(), m.id, m.user2_id, m.user1_id, 1 + (random() * 4)::int, now() FROM matches m`);
  await run('ANALYZE');
}

const rate = () =>
  trust.rate(
    {
      ratingId: crypto.randomUUID() as RatingId,
      matchId: matches[0]!,
      score: 5,
      comment: '',
      wouldExchangeAgain: true,
    },
    me,
  );

describe('over many rows', () => {
  test.each([
    ['the list', () => trust.list({ accountId: me, limit: 20 }, other)],
    ['statistics', () => trust.stats(me, other)],
    ['the ratings of a match', () => trust.ofMatch(matches[0]!, me)],
    ['which of a page of matches are rated', () => trust.ratedAmong(me, matches)],
    ['rating', rate],
  ])('%s finds ratings by index', async (_name, work) => {
    const plans = await watched.plansOf(work);
    expect(plans).toContain('ratings');
    expect(plans).not.toMatch(/Seq Scan on (public\.)?ratings\b/);
  });

  test('the ratings of a person are found by whom they are of', async () => {
    expect(await watched.plansOf(() => trust.stats(me, other))).toContain('ratings_rated_id_visible_at_id_idx');
    const { ratings } = await trust.list({ accountId: me, limit: 5 }, other);
    const next = () => trust.list({ accountId: me, limit: 5, cursor: ratings[4]!.id }, other);
    expect(await watched.plansOf(next)).toContain('ratings_rated_id_visible_at_id_idx');
  });

  test('a list and the statistics are one question each, however many there are', async () => {
    expect(await watched.queriesOf(() => trust.list({ accountId: me, limit: 20 }, other))).toHaveLength(1);
    expect(await watched.queriesOf(() => trust.stats(me, other))).toHaveLength(1);
    expect(await watched.queriesOf(() => trust.ratedAmong(me, matches))).toHaveLength(1);
  });
});
