import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from './database.ts';

/** What the database itself holds columns to; the rules among them stand in databaseRules.test.ts. */
let database: OpenDatabase;
const run = (sql: string) => database.db.$executeRawUnsafe(sql);
const texts = async (sql: string) =>
  (await database.db.$queryRawUnsafe<{ text: string }[]>(sql)).map(({ text }) => text);
beforeAll(async () => {
  database = await openTestDatabase();
  for (const sql of rows) await run(sql);
});
afterAll(() => database.close());

const text = (length: number) => `character varying(${length})`;
const instant = 'timestamp(3) with time zone';
const needed = 'NOT NULL';
const now = `${instant} ${needed} DEFAULT CURRENT_TIMESTAMP`;

const columns: Record<string, Record<string, string>> = {
  users: {
    id: `uuid ${needed}`,
    username: `${text(50)} ${needed}`,
    username_key: `${text(150)} ${needed}`,
    email: `${text(255)} ${needed}`,
    password_hash: `${text(255)} ${needed}`,
    avatar: text(255),
    created_at: now,
    updated_at: now,
  },
  events: {
    id: `uuid ${needed}`,
    name: `${text(255)} ${needed}`,
    location: `${text(255)} ${needed}`,
    start_date: `date ${needed}`,
    end_date: `date ${needed}`,
    worldsdc_id: text(100),
    participants_count: `integer ${needed} DEFAULT 0`,
    description: 'text',
    created_at: now,
  },
  chat_rooms: {
    id: `uuid ${needed}`,
    event_id: 'uuid',
    type: `${text(20)} ${needed}`,
    created_at: now,
  },
  messages: {
    id: `uuid ${needed}`,
    room_id: `uuid ${needed}`,
    user_id: `uuid ${needed}`,
    content: `text ${needed}`,
    type: `${text(20)} ${needed}`,
    created_at: now,
  },
  matches: {
    id: `uuid ${needed}`,
    user1_id: `uuid ${needed}`,
    user2_id: `uuid ${needed}`,
    event_id: `uuid ${needed}`,
    room_id: 'uuid',
    status: `${text(20)} ${needed} DEFAULT 'proposed'::character varying`,
    created_at: now,
  },
};

test.each(Object.entries(columns))('the columns of %s', async (table, expected) => {
  const found = await database.db.$queryRawUnsafe<{ name: string; type: string }[]>(`
    SELECT attname AS name, concat_ws(' ', format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END,
      'DEFAULT ' || pg_get_expr(adbin, adrelid)) AS type
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped`);
  expect(Object.fromEntries(found.map(({ name, type }) => [name, type]))).toMatchObject(expected);
});

test.each([
  'UNIQUE INDEX users (id)',
  'UNIQUE INDEX users (username_key)',
  'UNIQUE INDEX users (email)',
  'UNIQUE INDEX events (id)',
  'UNIQUE INDEX events (worldsdc_id)',
  'INDEX events (start_date, id)',
  'UNIQUE INDEX chat_rooms (id)',
  'UNIQUE INDEX chat_rooms (event_id)',
  'UNIQUE INDEX messages (id)',
  'UNIQUE INDEX messages (room_id, seq)',
  'UNIQUE INDEX messages (room_id, user_id, client_id)',
  'INDEX messages (created_at)',
  'UNIQUE INDEX matches (id)',
  'UNIQUE INDEX matches (event_id, user1_id, user2_id)',
  'INDEX matches (user1_id)',
  'INDEX matches (user2_id)',
])('there is %s', async (index) => {
  const indexes = await texts(`
    SELECT regexp_replace(indexdef, 'CREATE (.*INDEX) .* ON public.(.*) USING btree (.*)', '\\1 \\2 \\3') AS text
    FROM pg_indexes WHERE schemaname = 'public'`);
  expect(indexes).toContain(index);
});

test.each([
  ['events', 'created_by_id', 'users', 'RESTRICT'],
  ['chat_rooms', 'event_id', 'events', 'CASCADE'],
  ['messages', 'room_id', 'chat_rooms', 'CASCADE'],
  ['messages', 'user_id', 'users', 'RESTRICT'],
  ['matches', 'event_id', 'events', 'CASCADE'],
  ['matches', 'user1_id', 'users', 'CASCADE'],
  ['matches', 'user2_id', 'users', 'CASCADE'],
  ['matches', 'room_id', 'chat_rooms', 'SET NULL'],
])('%s.%s refers to %s: %s', async (table, column, other, onDelete) => {
  const references = await texts(`
    SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE contype = 'f' AND conrelid = '${table}'::regclass`);
  expect(references).toContain(
    `FOREIGN KEY (${column}) REFERENCES ${other}(id) ON UPDATE CASCADE ON DELETE ${onDelete}`,
  );
});

const id = (n: number) => `'00000000-0000-4000-8000-00000000000${n}'`;
const account = (n: number) => `(${id(n)}, 'p${n}', 'p${n}', 'p${n}@a.example', '-')`;
const rows = [
  `INSERT INTO users (id, username, username_key, email, password_hash) VALUES ${[1, 2].map(account).join()}`,
  `INSERT INTO events (id, code, name, location, start_date, end_date, created_by_id)
    VALUES (${id(1)}, 'code', 'e', 'here', '2026-06-01', '2026-06-01', ${id(1)})`,
  `INSERT INTO chat_rooms (id, type, event_id) VALUES (${id(1)}, 'event', ${id(1)})`,
  `INSERT INTO messages (id, room_id, seq, client_id, user_id, content, type)
    VALUES (${id(1)}, ${id(1)}, 1, ${id(1)}, ${id(2)}, 'word', 'text')`,
];

test.each([
  ['an address that another has', `UPDATE users SET email = 'p1@a.example'`, 'users_email_key'],
  ['a name that another has', `UPDATE users SET username_key = 'p1'`, 'users_username_key_key'],
  ['no address', 'UPDATE users SET email = NULL', '"email"'],
  ['a name that is too long', `UPDATE users SET username = repeat('x', 51)`, 'character varying(50)'],
  ['an address that is too long', `UPDATE users SET email = repeat('x', 256)`, 'character varying(255)'],
  ['a message without words', 'UPDATE messages SET content = NULL', '"content"'],
  ['a message of nobody', `UPDATE messages SET user_id = ${id(3)}`, 'messages_user_id_fkey'],
  ['someone to go whose words stand', `DELETE FROM users WHERE id = ${id(2)}`, 'messages_user_id_fkey'],
])('refused is %s', async (_what, sql, why) => {
  await expect(run(sql)).rejects.toThrow(why);
});

test('the messages go with their conversation, and that with its event', async () => {
  expect(await database.db.message.count()).toBe(1);
  await run('DELETE FROM events');
  expect([await database.db.conversation.count(), await database.db.message.count()]).toEqual([0, 0]);
});
