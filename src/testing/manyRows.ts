import type { OpenDatabase } from '../server/adapters/database.ts';

type Filled = Pick<OpenDatabase, 'db'>;

/** So many people, `p1` and on: enough that a plan which reads a whole table shows. */
export async function fillPeople({ db }: Filled, count: number): Promise<void> {
  await db.$executeRawUnsafe(`INSERT INTO users (id, username, username_key, email, password_hash)
    SELECT gen_random_uuid(), 'p' || n, 'p' || n, 'p' || n || '@a.example', 'none' FROM generate_series(1, ${count}) n`);
}

/** So many events of the first person's, with the codes `code1` and on. */
export async function fillEvents({ db }: Filled, count: number): Promise<void> {
  await db.$executeRawUnsafe(`INSERT INTO events (id, code, name, location, start_date, end_date, created_by_id)
    SELECT gen_random_uuid(), 'code' || n, 'e' || n, 'here', '2026-06-01', '2026-06-02',
      (SELECT id FROM users WHERE username = 'p1') FROM generate_series(1, ${count}) n`);
}
