import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountId, MatchId } from '../../shared/core/ids.ts';
import { fillEvents, fillPeople } from '../../testing/manyRows.ts';
import { makeMatchesWorld } from '../../testing/matchesWorld.ts';
import { watchQueries } from '../../testing/queryPlans.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';

/** What the service really asks of the database is explained over many rows: nothing may read a whole table. */
const PEOPLE = 2000;
const EVENTS = 40;
/** With how many each person has a match, at one event. */
const MATCHES_EACH = 20;

let database: OpenDatabase;
let watched: ReturnType<typeof watchQueries>;
let world: Awaited<ReturnType<typeof makeMatchesWorld>>;
let [anna, ben, cleo]: AccountId[] = [];
let matchId: MatchId;

beforeAll(async () => {
  database = await openTestDatabase();
  watched = watchQueries(database);
  await fill();
  world = await makeMatchesWorld(watched);
  [anna, ben, cleo] = world.people;
  matchId = (await world.propose(anna!, ben!)).id;
  await database.db.$executeRawUnsafe('ANALYZE');
});
afterAll(async () => {
  await watched.close();
  await database.close();
});

async function fill(): Promise<void> {
  const run = (sql: string) => database.db.$executeRawUnsafe(sql);
  await fillPeople(database, PEOPLE);
  await fillEvents(database, EVENTS);
  // Without it foreign keys would be looked up as in the empty tables they were.
  await run('ANALYZE');
  // Each with the next ones in the order of their ids, as pairs are stored.
  await run(`INSERT INTO matches (id, event_id, user1_id, user2_id, proposer_id, status, expires_at)
    SELECT gen_random_uuid(), e.id, low.id, high.id, low.id, 'completed', now()
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM users) low
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM users) high
        ON high.place > low.place AND high.place <= low.place + ${MATCHES_EACH / 2}
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM events) e ON e.place = 1 + low.place % ${EVENTS}`);
  await run('ANALYZE');
}

describe('over many rows', () => {
  const lists = (['incoming', 'outgoing', 'open', 'history'] as const).map(
    (group) => [`the list of ${group}`, () => world.matches.list(anna!, { group, limit: 20 })] as const,
  );

  test.each<readonly [string, () => Promise<unknown>]>([
    ...lists,
    ['proposing', () => world.propose(cleo!, anna!)],
    ['one match', () => world.matches.get(matchId, anna!)],
    ['accepting', () => world.matches.accept(matchId, ben!)],
    ['whether two agreed', () => world.matches.areMatched(anna!, ben!)],
    ['whom one agreed with', () => world.matches.partnersOf(anna!)],
    ['how one stands with others at an event', () => world.matches.matchesBetween(anna!, [ben!, cleo!], world.event)],
    ['whether there are any at an event', () => world.matches.existAt(world.event)],
  ])('%s finds matches by index', async (_name, work) => {
    const plans = await watched.plansOf(work);
    expect(plans).toMatch(/\bmatches\b/);
    expect(plans).not.toMatch(/Seq Scan on (public\.)?matches\b/);
  });

  test('those of a person are found by either side, those of an event by the event', async () => {
    const ofAnna = await watched.plansOf(() => world.matches.list(anna!, { group: 'history', limit: 20 }));
    expect(ofAnna).toContain('matches_user1_id_idx');
    expect(ofAnna).toContain('matches_user2_id_idx');
    expect(await watched.plansOf(() => world.matches.existAt(world.event))).toMatch(/matches_event_id_\w*(idx|key)/);
  });
});
