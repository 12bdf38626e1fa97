import type { OpenDatabase } from '../server/adapters/database.ts';
import { createMatchesService } from '../server/matches/matches.service.ts';
import type { AccountId, ConversationId, EventId, MatchId } from '../shared/core/ids.ts';
import { makeFakeClock } from './fakeClock.ts';
import { makeRecordedFanout } from './recordedFanout.ts';

/** Four people and an event that the first three attend, with the matches between them. */
export async function makeMatchesWorld({ db }: Pick<OpenDatabase, 'db'>) {
  const clock = makeFakeClock();
  const fanout = makeRecordedFanout();
  const opened: ConversationId[] = [];
  const rated = new Set<MatchId>();

  async function makeAccount(username: string): Promise<AccountId> {
    const id = crypto.randomUUID();
    const email = `${id}@example.org`;
    await db.account.create({ data: { id, username, usernameKey: id, email, passwordHash: '-' } });
    return id as AccountId;
  }

  async function makeEvent(by: AccountId, attendees: AccountId[]): Promise<EventId> {
    const id = crypto.randomUUID();
    const day = new Date('2026-06-01');
    const fields = { name: 'Summer swing', location: 'Hall', startDate: day, endDate: day };
    await db.event.create({ data: { id, code: id.slice(0, 12), ...fields, createdById: by } });
    for (const accountId of attendees) await db.attendance.create({ data: { eventId: id, accountId } });
    return id as EventId;
  }

  const people = await Promise.all(['Anna', 'Ben', 'Cleo', 'Dan'].map(makeAccount));
  const event = await makeEvent(people[0]!, people.slice(0, 3));
  const matches = createMatchesService({
    db,
    clock,
    announce: fanout.announce,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    isAttending: async (eventId, accountId) => (await db.attendance.count({ where: { eventId, accountId } })) > 0,
    eventNames: async (ids) => {
      const rows = await db.event.findMany({ where: { id: { in: ids } } });
      return new Map(rows.map((row) => [row.id as EventId, row.name]));
    },
    people: async (ids) => {
      const rows = await db.account.findMany({ where: { id: { in: ids } } });
      const people = rows.map((row) => ({ id: row.id as AccountId, username: row.username, avatarUrl: null }));
      return new Map(people.map((person) => [person.id, person]));
    },
    ratedAmong: async () => rated,
    openConversation: async (tx) => {
      const { id } = await tx.conversation.create({ data: { id: crypto.randomUUID(), kind: 'match' } });
      return id as ConversationId;
    },
    conversationOpened: (id) => void opened.push(id),
  });
  const propose = (by: AccountId, recipientId: AccountId, matchId = crypto.randomUUID() as MatchId) =>
    matches.propose({ matchId, eventId: event, recipientId }, by);
  return { clock, fanout, opened, rated, people, event, matches, propose, makeAccount };
}
