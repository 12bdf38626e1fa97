import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AccountId } from '../../shared/core/ids.ts';
import { makeMatchesWorld } from '../../testing/matchesWorld.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';

let database: OpenDatabase;
let world: Awaited<ReturnType<typeof makeMatchesWorld>>;
let [anna, ben, cleo, dan]: AccountId[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  world = await makeMatchesWorld(database);
  [anna, ben, cleo, dan] = world.people;
});

test('each group holds what belongs there, newest first, in pages', async () => {
  const { matches, propose, makeAccount, event, clock } = world;
  const others = await Promise.all(Array.from({ length: 5 }, (_, n) => makeAccount(`Guest ${n}`)));
  for (const accountId of others) {
    await database.db.attendance.create({ data: { eventId: event, accountId } });
    await propose(accountId, anna!);
    clock.move(1000);
  }
  const accepted = await propose(anna!, ben!);
  await matches.accept(accepted.id, ben!);
  const mine = await propose(anna!, cleo!);

  const first = await matches.list(anna!, { group: 'incoming', limit: 3 });
  expect(first.matches.map(({ partner }) => partner.username)).toEqual(['Guest 4', 'Guest 3', 'Guest 2']);
  const second = await matches.list(anna!, { group: 'incoming', limit: 3, cursor: first.nextCursor! });
  expect(second.matches.map(({ partner }) => partner.username)).toEqual(['Guest 1', 'Guest 0']);
  expect(second.nextCursor).toBeNull();
  expect((await matches.list(anna!, { group: 'outgoing', limit: 9 })).matches).toMatchObject([{ id: mine.id }]);
  expect((await matches.list(anna!, { group: 'open', limit: 9 })).matches).toMatchObject([{ id: accepted.id }]);
  expect((await matches.list(dan!, { group: 'open', limit: 9 })).matches).toEqual([]);
  const madeUp = [
    'made up',
    `2026-06-01T00:00:00.000Z~${'-'.repeat(36)}`,
    `-271821-04-20T00:00:00.000Z~${anna}`,
    `0000-01-01T00:00:00Z~${anna}`,
  ];
  for (const cursor of madeUp) {
    expect((await matches.list(anna!, { group: 'history', limit: 9, cursor })).matches).toEqual([]);
  }
});

test('other rooms learn who has agreed with whom', async () => {
  const { matches, propose, event } = world;
  const { id } = await propose(anna!, ben!);
  expect(await matches.areMatched(ben!, anna!)).toBe(false);
  await matches.accept(id, ben!);
  await propose(cleo!, anna!);
  expect(await matches.areMatched(ben!, anna!)).toBe(true);
  expect(await matches.partnersOf(anna!)).toEqual([ben]);
  const between = await matches.matchesBetween(anna!, [ben!, cleo!, dan!], event);
  expect(between.get(ben!)).toEqual({ id, state: 'accepted', isProposer: true });
  expect(between.get(cleo!)).toMatchObject({ state: 'proposed', isProposer: false });
  expect(between.has(dan!)).toBe(false);
});
