import type { PGlite } from '@electric-sql/pglite';
import { PglitePgConnection } from '@electric-sql/pglite/node-postgres';
import { Client, type ClientConfig, Pool } from 'pg';

/**
 * PGlite as a pool of node-postgres: the embedded database and PostgreSQL have one driver, with the same errors. PGlite is
 * one session, so the pool has one client at a time. It lets a client go after each refusal: what the session has prepared
 * is known to the next one.
 */
export function pglitePool(db: PGlite): Pool {
  const known = { parsedStatements: {}, submittedNamedStatements: {} };
  class SessionClient extends Client {
    constructor(config?: ClientConfig) {
      super({ ...config, connection: Object.assign(new Connection(db), known) } as ClientConfig);
    }
  }
  return new Pool({ Client: SessionClient, max: 1, idleTimeoutMillis: 0 });
}

/** `S`, Sync, and `Q`, a simple query: PostgreSQL answers these, whatever came before (its documentation, 54.7). */
const ANSWERED = new Set(['S', 'Q'].map((letter) => letter.charCodeAt(0)));

/** Calls PGlite once for each statement: not to parse it, to bind, to describe, to execute and to sync. */
class Connection extends PglitePgConnection {
  constructor(db: PGlite) {
    let messages: Uint8Array[] = [];
    const inOneGo: Pick<PGlite, 'waitReady' | 'execProtocolStream'> = {
      waitReady: db.waitReady,
      async execProtocolStream(message, options) {
        messages.push(message);
        if (!ANSWERED.has(message[0]!)) return [];
        const all = Uint8Array.from(Buffer.concat(messages));
        messages = [];
        return db.runExclusive(() => db.execProtocolStream(all, options));
      },
    };
    super({ pglite: inOneGo as PGlite });
  }

  /** node-postgres gives what reads results where PGlite (0.5.16) would take the types of parameters. */
  override parse({ name, text }: { name?: string; text: string }): void {
    super.parse({ name, text });
  }
}
