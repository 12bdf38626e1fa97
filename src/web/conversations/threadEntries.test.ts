import { expect, test } from 'vitest';
import type { Person } from '../../shared/accounts/account.ts';
import type { Message } from '../../shared/conversations/conversation.ts';
import type { Unsent } from './outbox.ts';
import { type Entry, entriesOf } from './threadEntries.ts';

const ada = { id: 'ada', username: 'Ada', avatarUrl: null } as Person;
const ben = { id: 'ben', username: 'Ben', avatarUrl: null } as Person;
const sent = (author: Person, seq: number, createdAt: string): Message =>
  ({ author, seq, clientId: `c${seq}`, content: `m${seq}`, createdAt }) as Message;
const written = (n: number, writtenAt: string): Unsent =>
  ({ clientId: `c${n}`, content: `m${n}`, writtenAt, refusal: null }) as Unsent;

const draw = (messages: Message[], unsent: Unsent[] = [], readThrough: number | null = null): Entry[] =>
  entriesOf({ messages, unsent, me: ada, readThrough, stateOf: () => 'waiting', dayOf: (at) => at.slice(0, 10) });
const picture = (entries: Entry[]) =>
  entries.map((entry) =>
    entry.kind === 'new'
      ? '== new'
      : entry.kind === 'day'
        ? `-- ${entry.at.slice(0, 10)}`
        : `${entry.startsGroup ? '[' : ''}${entry.author.username} ${entry.content} ${entry.state}${entry.endsGroup ? ']' : ''}`,
  );

test('messages of one person in a row are a group, until another speaks or time passes', () => {
  const entries = draw([
    sent(ada, 1, '2026-06-01T10:00:00Z'),
    sent(ada, 2, '2026-06-01T10:01:00Z'),
    sent(ben, 3, '2026-06-01T10:02:00Z'),
    sent(ben, 4, '2026-06-01T10:30:00Z'),
  ]);
  expect(picture(entries)).toEqual(['-- 2026-06-01', '[Ada m1 sent', 'Ada m2 sent]', '[Ben m3 sent]', '[Ben m4 sent]']);
});

test('who was renamed has one name, that of their newest message', () => {
  const entries = draw([
    sent(ben, 1, '2026-06-01T10:00:00Z'),
    sent(ada, 2, '2026-06-01T10:01:00Z'),
    sent({ ...ben, username: 'Benno' }, 3, '2026-06-01T10:02:00Z'),
  ]);
  expect(picture(entries)).toEqual(['-- 2026-06-01', '[Benno m1 sent]', '[Ada m2 sent]', '[Benno m3 sent]']);
});

test('each day begins with its name, and a group with it', () => {
  const entries = draw([sent(ada, 1, '2026-06-01T23:59:00Z'), sent(ada, 2, '2026-06-02T00:01:00Z')]);
  expect(picture(entries)).toEqual(['-- 2026-06-01', '[Ada m1 sent]', '-- 2026-06-02', '[Ada m2 sent]']);
});

test('what is unsent stands below, in the order it was written', () => {
  const entries = draw(
    [sent(ben, 1, '2026-06-01T10:00:00Z')],
    [written(2, '2026-06-01T10:01:00Z'), written(3, '2026-06-01T10:01:30Z')],
  );
  expect(picture(entries)).toEqual(['-- 2026-06-01', '[Ben m1 sent]', '[Ada m2 waiting', 'Ada m3 waiting]']);
});

test('one that has arrived is shown once and keeps its key', () => {
  const before = draw([], [written(1, '2026-06-01T10:00:00Z')]);
  const between = draw([sent(ada, 1, '2026-06-01T10:00:01Z')], [written(1, '2026-06-01T10:00:00Z')]);
  expect(picture(between)).toEqual(['-- 2026-06-01', '[Ada m1 sent]']);
  expect(between[1]?.key).toBe(before[1]?.key);
});

test("another person's message under the same client id is another message", () => {
  const entries = draw([sent(ben, 1, '2026-06-01T10:00:00Z')], [written(1, '2026-06-01T10:00:00Z')]);
  expect(entries.filter(({ kind }) => kind === 'message')).toHaveLength(2);
  expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
});

test('a line stands before the first message of another that was not read yet', () => {
  const messages = [
    sent(ben, 1, '2026-06-01T10:00:00Z'),
    sent(ada, 2, '2026-06-01T10:10:00Z'),
    sent(ben, 3, '2026-06-01T10:20:00Z'),
  ];
  const drawn = (readThrough: number | null) => picture(draw(messages, [], readThrough));
  expect(drawn(1)).toEqual(['-- 2026-06-01', '[Ben m1 sent]', '[Ada m2 sent]', '== new', '[Ben m3 sent]']);
  expect(drawn(0)).toEqual(['-- 2026-06-01', '== new', '[Ben m1 sent]', '[Ada m2 sent]', '[Ben m3 sent]']);
  for (const none of [3, null]) expect(drawn(none)).not.toContain('== new');
  // What was read ends above what is held: the line comes when one has paged up to it.
  expect(picture(draw(messages.slice(2), [], 1))).not.toContain('== new');
});

test('the account that writes is not what is shown: a list that is changed in place must not change it', () => {
  const account = { ...ada, email: 'ada@example.org', hidesAddress: true };
  const unsent = [written(1, '2026-06-01T10:00:00Z')];
  const entries = entriesOf({ messages: [], unsent, me: account, readThrough: null, stateOf: () => 'waiting' });
  const [entry] = entries.filter(({ kind }) => kind === 'message') as { author: Person }[];
  expect(entry!.author).toEqual(ada);
  expect(entry!.author).not.toBe(account);
});
