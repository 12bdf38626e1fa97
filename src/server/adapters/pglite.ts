import type { PGlite, QueryOptions, Transaction } from '@electric-sql/pglite';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';

const ROLLBACK = Symbol('rollback');

// biome-ignore lint/suspicious/noExplicitAny: the adapter's classes are not exported with their constructors
type Adapter = any;

/**
 * Prisma on PGlite. The published adapter (0.7.2) does not await `executeScript` (a failing migration would be
 * recorded as applied), swallows a failing COMMIT and sets the isolation level outside the transaction; this
 * factory repairs all three and adds savepoints.
 */
export function pgliteFactory(db: PGlite): SqlMigrationAwareDriverAdapterFactory {
  const inner = new PrismaPGlite(withOwnParsers(db, db) as PGlite);
  const connect = async () => {
    await db.waitReady;
    return repair(await inner.connect(), db);
  };
  return {
    provider: 'postgres',
    adapterName: inner.adapterName,
    connect,
    connectToShadowDb: () => Promise.reject(new Error('migrations replay into a database of their own')),
  } as SqlMigrationAwareDriverAdapterFactory;
}

/**
 * What runs the adapter's statements. With each the adapter sends its parsers along, which PGlite would join with its own
 * three hundred for that one statement: a third of what a short one takes. They become the database's own instead.
 */
function withOwnParsers(runs: Pick<PGlite, 'query'>, db: PGlite): Pick<PGlite, 'query'> {
  return {
    query<T>(sql: string, values: unknown[] = [], { parsers, ...options }: QueryOptions = {}) {
      Object.assign(db.parsers, parsers);
      return runs.query<T>(sql, values, options);
    },
  };
}

function repair(adapter: Adapter, db: PGlite): Adapter {
  adapter.executeScript = async (sql: string) => {
    try {
      await db.exec(sql);
    } catch (error) {
      adapter.onError(error);
    }
  };
  adapter.startTransaction = (isolation?: string) =>
    new Promise((ready, failed) => {
      let end!: () => void;
      let abort!: (reason: unknown) => void;
      const gate = new Promise<void>((resolve, reject) => {
        end = resolve;
        abort = reject;
      });
      const result = db.transaction(async (tx) => {
        if (isolation) await tx.exec(`SET TRANSACTION ISOLATION LEVEL ${isolation}`);
        ready(
          transactionOf(adapter, tx, withOwnParsers(tx, db), {
            commit: () => end(),
            rollback: () => abort(ROLLBACK),
            result: () => result,
          }),
        );
        await gate;
      });
      result.catch(failed);
    });
  return adapter;
}

function transactionOf(
  adapter: Adapter,
  tx: Transaction,
  statements: Pick<PGlite, 'query'>,
  gate: { commit(): void; rollback(): void; result(): Promise<unknown> },
): unknown {
  const savepoint = (verb: string) => async (name: string) => {
    await tx.exec(`${verb} ${name}`);
  };
  return Object.assign(new adapter.constructor(statements), {
    options: { usePhantomQuery: true },
    createSavepoint: savepoint('SAVEPOINT'),
    rollbackToSavepoint: savepoint('ROLLBACK TO SAVEPOINT'),
    releaseSavepoint: savepoint('RELEASE SAVEPOINT'),
    commit: async () => {
      gate.commit();
      try {
        await gate.result();
      } catch (error) {
        adapter.onError(error);
      }
    },
    rollback: async () => {
      gate.rollback();
      await gate.result().catch((error: unknown) => {
        if (error !== ROLLBACK) throw error;
      });
    },
  });
}
