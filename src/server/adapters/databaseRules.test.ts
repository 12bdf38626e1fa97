import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from './database.ts';

/** Rules that the database keeps, whatever the code above it does. */
let database: OpenDatabase;
const run = (sql: string) => database.db.$executeRawUnsafe(sql);

beforeAll(async () => {
  database = await openTestDatabase();
  for (const sql of rows) await run(sql);
});
afterAll(() => database.close());

const id = (n: number) => `'00000000-0000-4000-8000-00000000000${n}'`;
const account = (n: number) => `(${id(n)}, 'p${n}', 'p${n}', 'p${n}@a.example', '-')`;

/** One row of each table that has rules, which keeps them all. */
const rows = [
  `INSERT INTO users (id, username, username_key, email, password_hash) VALUES ${[1, 2, 3].map(account).join()}`,
  `INSERT INTO events (id, code, name, location, start_date, end_date, created_by_id)
    VALUES (${id(1)}, 'code', 'e', 'here', '2026-06-01', '2026-06-01', ${id(1)})`,
  `INSERT INTO chat_rooms (id, type, event_id) VALUES (${id(1)}, 'event', ${id(1)})`,
  `INSERT INTO messages (id, room_id, seq, client_id, user_id, content, type)
    VALUES (${id(1)}, ${id(1)}, 1, ${id(1)}, ${id(1)}, 'word', 'text')`,
  `INSERT INTO matches (id, event_id, user1_id, user2_id, proposer_id, expires_at)
    VALUES (${id(1)}, ${id(1)}, ${id(1)}, ${id(2)}, ${id(1)}, now())`,
  `INSERT INTO transfers (id, match_id, sender_id, recipient_id, sender_device_id, sealed_manifest, sealed_keys,
    file_count, total_bytes, expires_at)
    VALUES (${id(1)}, ${id(1)}, ${id(1)}, ${id(2)}, ${id(1)}, '', '[]', 1, 0, now())`,
  `INSERT INTO shares (id, owner_id, device_id, sealed_manifest, file_count, total_bytes, most_downloads, is_direct,
    has_password, created_at, expires_at) VALUES (${id(1)}, ${id(1)}, ${id(1)}, '', 1, 0, 1, true, false, now(), now())`,
  `INSERT INTO relay_segments (id, transfer_id, uploader_id, file, first_block, block_count, size_bytes, created_at,
    expires_at) VALUES (${id(1)}, ${id(1)}, ${id(1)}, 0, 0, 1, 1, now(), now())`,
  `INSERT INTO ratings (id, match_id, rater_id, rated_id, score, visible_at)
    VALUES (${id(1)}, ${id(1)}, ${id(1)}, ${id(2)}, 5, now())`,
  `INSERT INTO jobs (id, kind, payload, due_at, max_failures, created_at)
    VALUES (${id(1)}, 'work', '{}', now(), 3, now())`,
  `INSERT INTO job_schedules (name, every_ms, next_at) VALUES ('work', 1000, now())`,
];

const broken: [rule: string, by: string][] = [
  ['events_end_not_before_start', `UPDATE events SET end_date = '2026-05-31'`],
  ['events_participants_not_negative', 'UPDATE events SET participants_count = -1'],
  ['chat_rooms_type', `UPDATE chat_rooms SET type = 'party'`],
  ['chat_rooms_last_seq_not_negative', 'UPDATE chat_rooms SET last_seq = -1'],
  ['messages_type', `UPDATE messages SET type = 'script'`],
  ['messages_seq_positive', 'UPDATE messages SET seq = 0'],
  ['matches_pair_in_order', 'UPDATE matches SET user1_id = user2_id, user2_id = user1_id'],
  ['matches_pair_in_order', 'UPDATE matches SET user2_id = user1_id'],
  ['matches_proposer_is_party', `UPDATE matches SET proposer_id = ${id(3)}`],
  ['matches_status', `UPDATE matches SET status = 'perhaps'`],
  ['transfers_state', `UPDATE transfers SET state = 'perhaps'`],
  ['transfers_sizes', 'UPDATE transfers SET total_bytes = -1'],
  ['transfers_sizes', 'UPDATE transfers SET received_bytes = -1'],
  ['transfers_sizes', 'UPDATE transfers SET file_count = 0'],
  ['relay_segments_of_one', `UPDATE relay_segments SET share_id = ${id(1)}`],
  ['relay_segments_of_one', 'UPDATE relay_segments SET transfer_id = NULL'],
  ['shares_not_overrun', 'UPDATE shares SET downloads = 2'],
  ['ratings_score_1_to_5', 'UPDATE ratings SET score = 0'],
  ['ratings_score_1_to_5', 'UPDATE ratings SET score = 6'],
  ['ratings_not_of_oneself', 'UPDATE ratings SET rated_id = rater_id'],
  ['jobs_state', `UPDATE jobs SET state = 'perhaps'`],
  ['jobs_due_until_ended', 'UPDATE jobs SET due_at = NULL'],
  ['jobs_due_until_ended', `UPDATE jobs SET state = 'done'`],
  ['jobs_failures', 'UPDATE jobs SET failures = 4'],
  ['jobs_failures', 'UPDATE jobs SET failures = -1'],
  ['job_schedules_every', 'UPDATE job_schedules SET every_ms = 0'],
];

test.each(broken)('%s: refused is %s', async (rule, sql) => {
  await expect(run(sql)).rejects.toThrow(`"${rule}"`);
});

test('every rule is among them', async () => {
  const rules = await database.db.$queryRaw<{ name: string }[]>`
    SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace`;
  expect(new Set(broken.map(([rule]) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
});
