import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountId, ClientId, ConversationId, EventId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { fillEvents, fillPeople } from '../../testing/manyRows.ts';
import { watchQueries } from '../../testing/queryPlans.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { silentMeters } from '../../testing/silentMeters.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { type ConversationsService, createConversationsService } from './conversations.service.ts';

/** What the service really asks of the database is explained over many rows: nothing may read a whole table. */
const CHATS = 200;
const MESSAGES = 60_000;
const PEOPLE = 300;

let database: OpenDatabase;
let watched: ReturnType<typeof watchQueries>;
let conversations: ConversationsService;
let me: AccountId;
let eventChat: ConversationId;

beforeAll(async () => {
  database = await openTestDatabase();
  watched = watchQueries(database);
  const { db } = database;
  await fill();
  me = (await db.account.findFirstOrThrow({ where: { username: 'p1' } })).id as AccountId;
  const events = await db.event.findMany({ where: { attendances: { some: { accountId: me } } } });
  conversations = createConversationsService({
    meters: silentMeters,
    db: watched.db,
    clock: makeFakeClock(),
    fanout: makeRecordedFanout(),
    isAttending: async () => true,
    attendedEventIds: async () => events.map((event) => event.id as EventId),
  });
  eventChat = await conversations.forEvent(events[0]?.id as EventId, me);
});
afterAll(async () => {
  await watched.close();
  await database.close();
});

// Half of the chats are those of events that everyone attends; person 1 is in every match's chat.
async function fill(): Promise<void> {
  const run = (sql: string) => database.db.$executeRawUnsafe(sql);
  await fillPeople(database, PEOPLE);
  await fillEvents(database, CHATS / 2);
  await run(
    `INSERT INTO attendances (event_id, user_id) SELECT e.id, u.id FROM events e, users u WHERE e.code < 'code2'`,
  );
  await run(`INSERT INTO chat_rooms (id, type, event_id, last_seq)
    SELECT gen_random_uuid(), 'event', id, ${MESSAGES / CHATS} FROM events`);
  await run(`INSERT INTO chat_rooms (id, type, last_seq)
    SELECT gen_random_uuid(), 'match', ${MESSAGES / CHATS} FROM generate_series(1, ${CHATS / 2})`);
  await run(`INSERT INTO members (room_id, user_id) SELECT r.id, u.id FROM chat_rooms r, users u
    WHERE r.event_id IS NOT NULL OR u.username IN ('p1', 'p2')`);
  await run(`INSERT INTO messages (id, room_id, seq, client_id, user_id, content, type)
    SELECT gen_random_uuid(), r.id, s, gen_random_uuid(), (SELECT id FROM users WHERE username = 'p2'), 'word', 'text'
    FROM chat_rooms r, generate_series(1, ${MESSAGES / CHATS}) s`);
  await run('ANALYZE');
}

describe('over many rows', () => {
  const send = () =>
    conversations.send(
      { conversationId: eventChat, clientId: randomUUID() as ClientId, kind: 'text', content: 'hello' },
      me,
    );
  test.each([
    ['sending', send],
    ['the newest page', () => conversations.messages({ conversationId: eventChat, limit: 50 }, me)],
    ['paging up', () => conversations.messages({ conversationId: eventChat, beforeSeq: 200, limit: 50 }, me)],
    ['catching up', () => conversations.messages({ conversationId: eventChat, afterSeq: 290, limit: 200 }, me)],
    ['the list', () => conversations.list(me)],
    ['the topics of a connection', () => conversations.topicsOf(me)],
    ['reading', () => conversations.read(eventChat, 100, me)],
    ['typing', () => conversations.type(eventChat, me)],
  ])('%s finds messages and members by index', async (_name, work) => {
    expect(await watched.plansOf(work)).not.toMatch(/Seq Scan on (public\.)?(messages|members)\b/);
  });
});
