import { join } from 'node:path';
import { ACCESS_COOKIE, makeAccessTokens } from '../../../server/accounts/tokens.ts';
import { openPostgres } from '../../../server/adapters/database.ts';
import { applyMigrations } from '../../../server/adapters/migrations.ts';
import { cookieName } from '../../../server/core/cookieJar.ts';
import { toServerSecrets } from '../../../server/core/serverSecrets.ts';
import type { AccountId, ConversationId, SessionId } from '../../../shared/core/ids.ts';
import { startPostgresServer } from '../../services/postgresServer.ts';
import { JWT_SECRET } from './nodes.ts';
import type { Own } from './runBench.ts';

/** Someone signed in, who attends one event. */
export interface BenchPerson {
  accountId: AccountId;
  /** The chat of their event. */
  conversationId: ConversationId;
  cookie: string;
}

/** A PostgreSQL of the bench's own, with people who attend events together. */
export async function openPopulated(own: Own, size: { people: number; events: number; messages: number }) {
  const server = await startPostgresServer();
  own(() => server.stop());
  const url = server.createDatabase('bench');
  const database = openPostgres(url, 2);
  try {
    await applyMigrations(database, join(process.cwd(), 'prisma'));
    for (const sql of population(size)) await database.db.$executeRawUnsafe(sql);
    const rows = await database.db.$queryRaw<{ account: AccountId; session: SessionId; chat: ConversationId }[]>`
      SELECT s.user_id AS account, s.id AS session, r.id AS chat FROM sessions s
      JOIN attendances a ON a.user_id = s.user_id JOIN chat_rooms r ON r.event_id = a.event_id
      JOIN users u ON u.id = s.user_id ORDER BY u.username`;
    const tokens = makeAccessTokens(toServerSecrets(JWT_SECRET), { now: () => new Date() });
    const people: BenchPerson[] = [];
    for (const { account, session, chat } of rows) {
      const token = await tokens.sign({ accountId: account, sessionId: session });
      people.push({
        accountId: account,
        conversationId: chat,
        cookie: `${cookieName(ACCESS_COOKIE, false)}=${token}`,
      });
    }
    return { url, people };
  } finally {
    await database.close();
  }
}

function population({ people, events, messages }: { people: number; events: number; messages: number }): string[] {
  const person = `lpad(n::text, 6, '0')`;
  return [
    `INSERT INTO users (id, username, username_key, email, password_hash)
     SELECT gen_random_uuid(), 'p' || ${person}, 'p' || ${person}, 'p' || ${person} || '@bench.example', '-'
     FROM generate_series(1, ${people}) n`,
    `INSERT INTO sessions (id, user_id, refresh_hash, user_agent, expires_at)
     SELECT gen_random_uuid(), id, '-', 'bench', now() + interval '1 day' FROM users`,
    `INSERT INTO events (id, code, name, location, start_date, end_date, created_by_id)
     SELECT gen_random_uuid(), 'code' || n, 'Event ' || n, 'Hall', now(), now(), (SELECT id FROM users LIMIT 1)
     FROM generate_series(1, ${events}) n`,
    `INSERT INTO attendances (event_id, user_id)
     SELECT e.id, u.id FROM (SELECT id, row_number() OVER () AS n FROM events) e
     JOIN (SELECT id, row_number() OVER () AS n FROM users) u ON u.n % ${events} + 1 = e.n`,
    `UPDATE events SET participants_count = (SELECT count(*) FROM attendances WHERE event_id = events.id)`,
    `INSERT INTO chat_rooms (id, type, event_id, last_seq) SELECT gen_random_uuid(), 'event', id, ${messages} FROM events`,
    `INSERT INTO members (room_id, user_id, last_read_seq)
     SELECT r.id, a.user_id, r.last_seq FROM chat_rooms r JOIN attendances a USING (event_id)`,
    `INSERT INTO messages (id, room_id, seq, client_id, user_id, content, type)
     SELECT gen_random_uuid(), r.id, s, gen_random_uuid(),
       (SELECT user_id FROM members WHERE room_id = r.id LIMIT 1), 'See you at the side of the stage, take ' || s, 'text'
     FROM chat_rooms r, generate_series(1, ${messages}) s`,
    'ANALYZE',
  ];
}
