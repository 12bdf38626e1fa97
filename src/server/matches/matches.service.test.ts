import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccountId, ConversationId, EventId, MatchId } from '../../shared/core/ids.ts';
import type { Match } from '../../shared/matches/match.ts';
import { PROPOSAL_LIFE_MS } from '../../shared/matches/matchState.ts';
import { makeMatchesWorld } from '../../testing/matchesWorld.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';

type World = Awaited<ReturnType<typeof makeMatchesWorld>>;

let database: OpenDatabase;
let clock: World['clock'];
let fanout: World['fanout'];
let matches: World['matches'];
let propose: World['propose'];
let opened: ConversationId[];
let rated: Set<MatchId>;
let [anna, ben, cleo, dan]: AccountId[] = [];
let event: EventId;

const newId = () => crypto.randomUUID() as MatchId;
const refusal = (code: string) => expect.objectContaining({ code });

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  const world = await makeMatchesWorld(database);
  ({ clock, fanout, matches, propose, opened, rated, event } = world);
  [anna, ben, cleo, dan] = world.people;
});

const toldTo = (account: AccountId) =>
  fanout.told
    .filter(({ to }) => to.includes(`account:${account}`))
    .map(({ name, payload }) => [name, (payload as { match: Match }).match] as const);

describe('proposing', () => {
  test('each side is told of the proposal as that side sees it', async () => {
    const match = await propose(anna!, ben!);
    expect(match).toMatchObject({
      state: 'proposed',
      isProposer: true,
      partner: { username: 'Ben' },
      eventName: 'Summer swing',
    });
    expect(toldTo(ben!)).toEqual([
      [
        'match:proposed',
        expect.objectContaining({ id: match.id, isProposer: false, partner: expect.objectContaining({ id: anna }) }),
      ],
    ]);
    expect(toldTo(anna!)).toEqual([['match:proposed', match]]);
    expect(toldTo(cleo!)).toEqual([]);
  });

  test('the same proposal sent twice is one; it is told again, since the node that made it may have died before', async () => {
    const id = newId();
    expect(await propose(anna!, ben!, id)).toEqual(await propose(anna!, ben!, id));
    expect(toldTo(ben!).map(([name]) => name)).toEqual(['match:proposed', 'match:changed']);
  });

  test('a second question while the first is open is a conflict', async () => {
    await propose(anna!, ben!);
    await expect(propose(anna!, ben!)).rejects.toEqual(refusal('matches.already_open'));
  });

  test('nobody proposes to themselves', async () => {
    await expect(propose(anna!, anna!)).rejects.toEqual(refusal('matches.with_yourself'));
  });

  test('both must be at the event, and the refusal does not say who is missing', async () => {
    await expect(propose(anna!, dan!)).rejects.toEqual(refusal('matches.not_at_event'));
    await expect(propose(dan!, anna!)).rejects.toEqual(refusal('matches.not_at_event'));
    await expect(
      matches.propose({ matchId: newId(), eventId: crypto.randomUUID() as EventId, recipientId: ben! }, anna!),
    ).rejects.toEqual(refusal('matches.not_at_event'));
  });

  test('a proposal that crosses the other one accepts it', async () => {
    const first = await propose(anna!, ben!);
    const second = await propose(ben!, anna!);
    expect(second).toMatchObject({ id: first.id, state: 'accepted', isProposer: false });
    expect(second.conversationId).toBe(opened[0]);
    expect(toldTo(anna!).at(-1)).toEqual(['match:changed', expect.objectContaining({ state: 'accepted' })]);
  });

  test('after a no only the one who said it may ask again', async () => {
    const { id } = await propose(anna!, ben!);
    await matches.decline(id, ben!);
    await expect(propose(anna!, ben!)).rejects.toEqual(refusal('matches.declined_before'));
    expect(await propose(ben!, anna!)).toMatchObject({ state: 'proposed', isProposer: true });
  });

  test('after a withdrawal either may ask again, under the new id', async () => {
    const { id } = await propose(anna!, ben!);
    await matches.withdraw(id, anna!);
    const again = newId();
    expect(await propose(ben!, anna!, again)).toMatchObject({ id: again, state: 'proposed', isProposer: true });
    await expect(matches.get(id, anna!)).rejects.toEqual(refusal('matches.not_found'));
    expect(await propose(ben!, anna!, again)).toMatchObject({ id: again });
  });

  test("another match's id is refused", async () => {
    const { id } = await propose(anna!, ben!);
    await expect(propose(anna!, cleo!, id)).rejects.toEqual(refusal('matches.already_open'));
    const second = await propose(anna!, cleo!);
    await matches.withdraw(second.id, anna!);
    await expect(propose(cleo!, anna!, id)).rejects.toEqual(refusal('matches.already_open'));
  });

  test('twenty at once, from both sides, make exactly one match', async () => {
    const tries = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? propose(anna!, ben!) : propose(ben!, anna!)));
    const results = await Promise.allSettled(tries);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toEqual(refusal('matches.already_open'));
    }
    const rows = await database.db.match.findMany({ where: { eventId: event } });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ state: 'accepted', conversationId: opened[0] });
    expect(new Set(opened).size).toBe(1);
  });

  test('twenty at once from one side make one proposal', async () => {
    await Promise.allSettled(Array.from({ length: 20 }, () => propose(anna!, ben!)));
    expect(await database.db.match.findMany({ where: { eventId: event } })).toMatchObject([{ state: 'proposed' }]);
  });
});

describe('deciding', () => {
  test('accepting opens one private conversation, however often it is said', async () => {
    const { id } = await propose(anna!, ben!);
    const results = await Promise.all(Array.from({ length: 10 }, () => matches.accept(id, ben!)));
    expect(new Set(results.map(({ conversationId }) => conversationId))).toEqual(new Set(opened));
    expect(new Set(opened).size).toBe(1);
    // Each time: the node that opened it may have died on the way to telling it.
    expect(opened).toHaveLength(10);
    expect(toldTo(anna!).filter(([name]) => name === 'match:changed')).toHaveLength(10);
  });

  test('only the one who was asked decides, and only the one who asked withdraws', async () => {
    const { id } = await propose(anna!, ben!);
    await expect(matches.accept(id, anna!)).rejects.toEqual(refusal('matches.not_recipient'));
    await expect(matches.decline(id, anna!)).rejects.toEqual(refusal('matches.not_recipient'));
    await expect(matches.withdraw(id, ben!)).rejects.toEqual(refusal('matches.not_proposer'));
  });

  test('accepting and withdrawing at once end in one of the two, on both sides the same', async () => {
    const { id } = await propose(anna!, ben!);
    const [accepted, withdrawn] = await Promise.allSettled([matches.accept(id, ben!), matches.withdraw(id, anna!)]);
    expect([accepted.status, withdrawn.status].sort()).toEqual(['fulfilled', 'rejected']);
    const { state, conversationId } = await matches.get(id, anna!);
    expect(state).toBe(accepted.status === 'fulfilled' ? 'accepted' : 'withdrawn');
    expect(conversationId !== null).toBe(state === 'accepted');
  });

  test('to anyone else the match does not exist', async () => {
    const { id } = await propose(anna!, ben!);
    for (const attempt of [matches.get, matches.accept, matches.decline, matches.withdraw, matches.content]) {
      await expect(attempt(id, cleo!)).rejects.toEqual(refusal('matches.not_found'));
      await expect(attempt(newId(), cleo!)).rejects.toEqual(refusal('matches.not_found'));
    }
  });
});

describe('expiry', () => {
  test('a proposal past its day has expired before any sweep', async () => {
    const { id } = await propose(anna!, ben!);
    clock.move(PROPOSAL_LIFE_MS);
    expect(await matches.get(id, ben!)).toMatchObject({ state: 'expired' });
    await expect(matches.accept(id, ben!)).rejects.toEqual(refusal('matches.expired'));
    expect((await matches.list(ben!, { group: 'incoming', limit: 20 })).matches).toEqual([]);
    expect((await matches.list(ben!, { group: 'history', limit: 20 })).matches).toMatchObject([{ id }]);
  });

  test('the sweep ends it, tells both sides once, and leaves the rest alone', async () => {
    const { id } = await propose(anna!, ben!);
    clock.move(PROPOSAL_LIFE_MS / 2);
    const younger = await propose(anna!, cleo!);
    clock.move(PROPOSAL_LIFE_MS / 2);
    await matches.sweep();
    await matches.sweep();
    expect(toldTo(ben!).at(-1)).toEqual(['match:changed', expect.objectContaining({ id, state: 'expired' })]);
    expect(toldTo(ben!)).toHaveLength(2);
    expect(await matches.get(younger.id, anna!)).toMatchObject({ state: 'proposed' });
  });
});

describe('being content', () => {
  test('it is complete when both say so, and saying it again changes nothing', async () => {
    const { id } = await propose(anna!, ben!);
    await matches.accept(id, ben!);
    expect(await matches.content(id, anna!)).toMatchObject({
      state: 'accepted',
      isContent: true,
      isPartnerContent: false,
    });
    expect(await matches.content(id, anna!)).toMatchObject({ state: 'accepted' });
    const complete = await matches.content(id, ben!);
    expect(complete).toMatchObject({ state: 'completed', isContent: true, isPartnerContent: true });
    expect(await matches.content(id, ben!)).toEqual(complete);
  });

  test('two who say so at once complete it', async () => {
    const { id } = await propose(anna!, ben!);
    await matches.accept(id, ben!);
    await Promise.all([matches.content(id, anna!), matches.content(id, ben!)]);
    expect(await matches.get(id, anna!)).toMatchObject({ state: 'completed' });
  });

  test('a further transfer opens it again', async () => {
    const { id } = await propose(anna!, ben!);
    for (const ask of [matches.partnerForTransfer, matches.openForTransfer]) {
      await expect(ask(id, anna!)).rejects.toEqual(refusal('matches.not_accepted'));
    }
    await matches.accept(id, ben!);
    await matches.content(id, anna!);
    await matches.content(id, ben!);
    expect(await matches.partnerForTransfer(id, anna!)).toBe(ben);
    expect(await matches.get(id, ben!)).toMatchObject({ state: 'completed' });
    await matches.openForTransfer(id, anna!);
    expect(await matches.get(id, ben!)).toMatchObject({ state: 'accepted', isContent: false, completedAt: null });
    for (const ask of [matches.partnerForTransfer, matches.openForTransfer]) {
      await expect(ask(id, cleo!)).rejects.toEqual(refusal('matches.not_found'));
    }
  });
});

describe('the rating of the other', () => {
  const complete = async () => {
    const { id } = await propose(anna!, ben!);
    await matches.accept(id, ben!);
    await matches.content(id, anna!);
    await matches.content(id, ben!);
    return id;
  };

  test('may be given once the match is complete', async () => {
    const { id } = await propose(anna!, ben!);
    await matches.accept(id, ben!);
    expect(await matches.content(id, anna!)).toMatchObject({ ownRating: 'not_yet' });
    expect(await matches.forRating(id, anna!)).toEqual({ partnerId: ben, isRatable: false });
    expect(await matches.content(id, ben!)).toMatchObject({ ownRating: 'open' });
    expect(await matches.forRating(id, ben!)).toEqual({ partnerId: anna, isRatable: true });
    rated.add(id);
    expect(await matches.get(id, ben!)).toMatchObject({ ownRating: 'given' });
  });

  test('stays open when the other opens the match again', async () => {
    const id = await complete();
    await matches.openForTransfer(id, ben!);
    expect(await matches.get(id, anna!)).toMatchObject({ state: 'accepted', ownRating: 'open' });
    expect(await matches.forRating(id, anna!)).toMatchObject({ isRatable: true });
  });

  test('is open where a node of an older version completed it', async () => {
    const id = await complete();
    await database.db.match.update({ where: { id }, data: { ratableSince: null } });
    expect(await matches.get(id, anna!)).toMatchObject({ ownRating: 'open' });
  });

  test("is nobody else's to give", async () => {
    await expect(matches.forRating(await complete(), cleo!)).rejects.toEqual(refusal('matches.not_found'));
  });
});
