import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../shared/conversations/conversation.ts';
import type { AccountId, ClientId, ConversationId, EventId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { silentMeters } from '../../testing/silentMeters.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { type ConversationsService, createConversationsService } from './conversations.service.ts';

let database: OpenDatabase;
let conversations: ConversationsService;
let ada: AccountId;
let ben: AccountId;
let stranger: AccountId;
let eventId: EventId;
const clock = makeFakeClock();
const fanout = makeRecordedFanout();

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database;
  conversations = createConversationsService({
    meters: silentMeters,
    db,
    clock,
    fanout,
    isAttending: async (event, account) =>
      (await db.attendance.count({ where: { eventId: event, accountId: account } })) > 0,
    attendedEventIds: async (account) =>
      (await db.attendance.findMany({ where: { accountId: account } })).map((row) => row.eventId as EventId),
  });
});
afterAll(() => database.close());

beforeEach(async () => {
  [ada, ben, stranger] = [await addAccount('Ada'), await addAccount('Ben'), await addAccount('Stranger')];
  eventId = await addEvent(ada, [ada, ben]);
  for (const list of [fanout.told, fanout.subscriptions]) list.length = 0;
});

async function addAccount(name: string): Promise<AccountId> {
  const id = randomUUID() as AccountId;
  await database.db.account.create({
    data: { id, username: name, usernameKey: id, email: `${id}@a.example`, passwordHash: 'none' },
  });
  return id;
}

async function addEvent(createdById: AccountId, people: AccountId[]): Promise<EventId> {
  const id = randomUUID() as EventId;
  const day = new Date('2026-06-01');
  const attendances = { create: people.map((accountId) => ({ accountId })) };
  const event = { id, code: id.slice(0, 30), name: 'Swing', location: 'Hall', startDate: day, endDate: day };
  await database.db.event.create({ data: { ...event, createdById, attendances } });
  return id;
}

const newMessage = (conversationId: ConversationId, content: string, clientId = randomUUID()) => ({
  conversationId,
  clientId: clientId as ClientId,
  kind: 'text' as const,
  content,
});
const say = (id: ConversationId, author: AccountId, content: string) =>
  conversations.send(newMessage(id, content), author);
const page = (id: ConversationId, ask: { afterSeq?: number; beforeSeq?: number; limit?: number } = {}) =>
  conversations.messages({ conversationId: id, limit: 50, ...ask }, ada);
const seqs = (messages: Message[]) => messages.map((message) => message.seq);
const refusal = (code: string) => expect.objectContaining({ code });
const toldNames = () => fanout.told.map(({ name }) => name);

describe("an event's chat", () => {
  test('is one, whoever asks first and however many at once', async () => {
    const ids = await Promise.all([ada, ben, ada, ben].map((person) => conversations.forEvent(eventId, person)));
    expect(new Set(ids).size).toBe(1);
    expect(await database.db.member.count({ where: { conversationId: ids[0] } })).toBe(2);
  });

  test('does not exist for those who do not attend', async () => {
    const id = await conversations.forEvent(eventId, ada);
    const attempts = [
      () => conversations.forEvent(eventId, stranger),
      () => conversations.get(id, stranger),
      () => conversations.messages({ conversationId: id, limit: 50 }, stranger),
      () => say(id, stranger, 'let me in'),
      () => conversations.read(id, 1, stranger),
      () => conversations.type(id, stranger),
      () => conversations.get(randomUUID() as ConversationId, ada),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toEqual(refusal('conversations.not_found'));
    expect(await conversations.list(stranger)).toEqual([]);
  });

  test('is heard by who joins, no longer by who leaves, and has nothing unread for a newcomer', async () => {
    const id = await conversations.forEvent(eventId, ada);
    await say(id, ada, 'before you came');
    await database.db.attendance.create({ data: { eventId, accountId: stranger } });
    await conversations.attendanceChanged({ eventId, accountId: stranger, attending: true });
    expect(fanout.subscriptions).toEqual([`+${stranger} conversation:${id}`]);
    expect(await conversations.get(id, stranger)).toMatchObject({ lastSeq: 1, lastReadSeq: 1 });

    await database.db.attendance.delete({ where: { eventId_accountId: { eventId, accountId: stranger } } });
    await conversations.attendanceChanged({ eventId, accountId: stranger, attending: false });
    expect(fanout.subscriptions.at(-1)).toBe(`-${stranger} conversation:${id}`);
    const told = fanout.told.filter(({ name }) => name === 'conversation:membership-changed');
    expect(told.map(({ payload }) => payload)).toEqual([
      { conversationId: id, isMember: true },
      { conversationId: id, isMember: false },
    ]);
    await expect(say(id, stranger, 'still here?')).rejects.toEqual(refusal('conversations.not_found'));
  });
});

describe("a match's chat", () => {
  test('is open to the two and to no one else', async () => {
    const id = await database.db.$transaction((tx) => conversations.openForMatch(ada, ben, tx));
    conversations.tellOpened(id, [ada, ben]);
    expect(fanout.subscriptions).toEqual([`+${ada} conversation:${id}`, `+${ben} conversation:${id}`]);
    expect(await conversations.topicsOf(ben)).toContain(`conversation:${id}`);
    expect(await conversations.topicsOf(stranger)).toEqual([]);
    expect((await say(id, ben, 'hello')).author.username).toBe('Ben');
    expect(await conversations.get(id, ada)).toMatchObject({ kind: 'match', title: 'Ben', partner: { id: ben } });
    await expect(say(id, stranger, 'me too')).rejects.toEqual(refusal('conversations.not_found'));
  });

  test('is not there when the transaction that opens it is given up', async () => {
    const before = await database.db.conversation.count();
    const attempt = database.db.$transaction(async (tx) => {
      await conversations.openForMatch(ada, ben, tx);
      throw new Error('no match after all');
    });
    await expect(attempt).rejects.toThrow('no match after all');
    expect(await database.db.conversation.count()).toBe(before);
  });
});

describe('sending', () => {
  test('fifty at once are numbered without gaps and told once each', async () => {
    const id = await conversations.forEvent(eventId, ada);
    const sent = await Promise.all(Array.from({ length: 50 }, (_, n) => say(id, n % 2 ? ada : ben, `message ${n}`)));
    const expected = Array.from({ length: 50 }, (_, n) => n + 1);
    expect(seqs(sent).sort((a, b) => a - b)).toEqual(expected);
    expect(seqs((await page(id)).messages)).toEqual(expected);
    expect((await page(id)).lastSeq).toBe(50);
    expect(toldNames()).toEqual(Array(50).fill('conversation:message-sent'));
  });

  test('the same message many times at once, and again later, is one message', async () => {
    const id = await conversations.forEvent(eventId, ada);
    const message = newMessage(id, 'once');
    const sent = await Promise.all(Array.from({ length: 20 }, () => conversations.send(message, ada)));
    sent.push(await conversations.send(message, ada));
    expect(new Set(sent.map((each) => each.id)).size).toBe(1);
    expect((await say(id, ada, 'next')).seq).toBe(2);
    expect((await page(id)).lastSeq).toBe(2);
  });

  test('many messages, each sent three times at once by two people, are numbered without gaps', async () => {
    const id = await conversations.forEvent(eventId, ada);
    const wishes = Array.from({ length: 30 }, (_, n) => ({ message: newMessage(id, `m${n}`), by: n % 2 ? ada : ben }));
    await Promise.all([...wishes, ...wishes, ...wishes].map(({ message, by }) => conversations.send(message, by)));
    expect(seqs((await page(id)).messages)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  });

  test('other content under a used client id is a conflict; the same id of another author is not', async () => {
    const id = await conversations.forEvent(eventId, ada);
    const message = newMessage(id, 'as it was');
    await conversations.send(message, ada);
    const changed = conversations.send({ ...message, content: 'as it is' }, ada);
    await expect(changed).rejects.toEqual(refusal('conversations.message_changed'));
    expect((await conversations.send({ ...message, content: 'mine' }, ben)).seq).toBe(2);
  });

  test.each([
    ['nothing', '', 'conversations.message_empty'],
    ['blanks and controls', ' \n\u0000 ', 'conversations.message_empty'],
    ['what nobody sees', '\u200b\u2060', 'conversations.message_empty'],
    ['one character too many', 'x'.repeat(4001), 'conversations.message_too_long'],
  ])('%s is refused and takes no number', async (_what, content, code) => {
    const id = await conversations.forEvent(eventId, ada);
    await expect(say(id, ada, content)).rejects.toEqual(refusal(code));
    expect((await page(id)).lastSeq).toBe(0);
  });

  test('what a database cannot hold is left out; all else comes back as written', async () => {
    const id = await conversations.forEvent(eventId, ada);
    const message = newMessage(id, 'nul \u0000 half \ud83d whole \u{1f57a} <img src=x onerror=alert(1)> \\x');
    const kept = 'nul  half  whole \u{1f57a} <img src=x onerror=alert(1)> \\x';
    expect((await conversations.send(message, ada)).content).toBe(kept);
    expect((await conversations.send(message, ada)).content).toBe(kept);
  });

  test('a sole web address is a link', async () => {
    const id = await conversations.forEvent(eventId, ada);
    expect((await say(id, ada, 'https://example.org/a')).kind).toBe('link');
    expect((await say(id, ada, 'at https://example.org/a')).kind).toBe('text');
  });
});

describe('reading', () => {
  test('pages go up from the newest, and catching up goes down from what one has', async () => {
    const id = await conversations.forEvent(eventId, ada);
    for (let n = 1; n <= 12; n++) await say(id, ada, `${n}`);
    expect(seqs((await page(id, { limit: 5 })).messages)).toEqual([8, 9, 10, 11, 12]);
    expect(seqs((await page(id, { limit: 5, beforeSeq: 8 })).messages)).toEqual([3, 4, 5, 6, 7]);
    expect(seqs((await page(id, { limit: 5, beforeSeq: 3 })).messages)).toEqual([1, 2]);
    expect(seqs((await page(id, { limit: 5, afterSeq: 4 })).messages)).toEqual([5, 6, 7, 8, 9]);
    expect(seqs((await page(id, { afterSeq: 4, beforeSeq: 7 })).messages)).toEqual([5, 6]);
    expect(await page(id, { afterSeq: 12 })).toEqual({ messages: [], lastSeq: 12 });
  });

  test('one page has a limit', async () => {
    const id = await conversations.forEvent(eventId, ada);
    await database.db.message.createMany({
      data: Array.from({ length: 250 }, (_, n) => ({
        ...{ id: randomUUID(), clientId: randomUUID(), conversationId: id, authorId: ada },
        ...{ seq: n + 1, content: `${n}`, kind: 'text' },
      })),
    });
    expect((await page(id, { afterSeq: 0, limit: 10_000 })).messages).toHaveLength(200);
  });

  test('the read pointer moves forward only, not beyond the last message, and tells only its owner', async () => {
    const id = await conversations.forEvent(eventId, ada);
    for (const word of ['one', 'two', 'three']) await say(id, ben, word);
    fanout.told.length = 0;
    const pointer = async () => (await conversations.get(id, ada)).lastReadSeq;
    await conversations.read(id, 2, ada);
    expect(await pointer()).toBe(2);
    await conversations.read(id, 1, ada);
    expect(await pointer()).toBe(2);
    await conversations.read(id, 99, ada);
    expect(await pointer()).toBe(3);
    await conversations.read(id, 99, ada);
    expect(fanout.told.map(({ to, payload }) => [to, payload])).toEqual([
      [[`account:${ada}`], { conversationId: id, lastReadSeq: 2 }],
      [[`account:${ada}`], { conversationId: id, lastReadSeq: 3 }],
    ]);
  });

  test("one's own message is read at once, unless there is something unread before it", async () => {
    const id = await conversations.forEvent(eventId, ada);
    await conversations.forEvent(eventId, ben);
    await say(id, ada, 'mine');
    expect((await conversations.get(id, ada)).lastReadSeq).toBe(1);
    expect((await conversations.get(id, ben)).lastReadSeq).toBe(0);
    await say(id, ben, 'answer');
    expect((await conversations.get(id, ben)).lastReadSeq).toBe(0);
  });

  test('the list has every chat of an event or match with its last message, the liveliest first', async () => {
    const eventChat = await conversations.forEvent(eventId, ada);
    const matchChat = await conversations.openForMatch(ada, ben);
    const quiet = await addEvent(ada, [ada]);
    const quietChat = await conversations.forEvent(quiet, ada);
    clock.move(1000);
    await say(matchChat, ben, 'in private');
    clock.move(1000);
    await say(eventChat, ben, 'to all');
    const list = await conversations.list(ada);
    expect(list.map(({ id, title, lastMessage }) => [id, title, lastMessage?.content])).toEqual([
      [eventChat, 'Swing', 'to all'],
      [matchChat, 'Ben', 'in private'],
      [quietChat, 'Swing', undefined],
    ]);
    expect(list[0]).toMatchObject({ eventId, matchId: null, partner: null, lastSeq: 1, lastReadSeq: 0 });
    expect(await conversations.topicsOf(ada)).toHaveLength(3);
  });
});

test('typing is told to those in the conversation, by name', async () => {
  const id = await conversations.forEvent(eventId, ada);
  await conversations.type(id, ada);
  expect(fanout.told.at(-1)).toEqual({
    name: 'conversation:typing',
    to: [`conversation:${id}`],
    payload: { conversationId: id, accountId: ada, username: 'Ada' },
  });
});
