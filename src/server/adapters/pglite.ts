import type { PGlite } from '@electric-sql/pglite';
import { PglitePgConnection } from '@electric-sql/pglite/node-postgres';
import { Pool, type PoolConfig } from 'pg';

/**
 * PGlite as a pool of node-postgres: the embedded database and PostgreSQL have one driver, with the same errors. PGlite is
 * one session, so the pool has one connection, and never lets it go: what is prepared in it stays prepared.
 */
export function pglitePool(db: PGlite): Pool {
  const connection = new Connection({ pglite: inOneGo(db) });
  return new Pool({ connection, max: 1, idleTimeoutMillis: 0 } as PoolConfig);
}

class Connection extends PglitePgConnection {
  /** node-postgres gives what reads results where PGlite (0.5.16) would take the types of parameters. */
  override parse({ name, text }: { name?: string; text: string }): void {
    super.parse({ name, text });
  }
}

/** `S`, Sync, and `Q`, a simple query: PostgreSQL answers these, whatever came before (its documentation, 54.7). */
const ANSWERED = new Set(['S', 'Q'].map((letter) => letter.charCodeAt(0)));

/** The same database, which is called once for each statement: not to parse it, to bind, to describe, to execute, to sync. */
function inOneGo(db: PGlite): PGlite {
  let messages: Uint8Array[] = [];
  return Object.assign(Object.create(db) as PGlite, {
    waitReady: db.waitReady,
    async execProtocolStream(message: Uint8Array, options: Parameters<PGlite['execProtocolStream']>[1]) {
      messages.push(message);
      if (!ANSWERED.has(message[0]!)) return [];
      const all = Uint8Array.from(Buffer.concat(messages));
      messages = [];
      return db.execProtocolStream(all, options);
    },
  });
}
