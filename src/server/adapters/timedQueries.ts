import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQueryable,
  Transaction,
} from '@prisma/driver-adapter-utils';
import type { Meters } from '../core/meters.ts';
import type { Log } from '../core/ports.ts';

/** Told of every query that has ended, well or not: its text without its values, and how long it took. */
export type QueryHeard = (sql: string, ms: number) => void;

/** Connections of a pool, as node-postgres counts them. */
export interface PoolCounts {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
}

/** What of a pool of node-postgres is used. */
interface Pool extends PoolCounts {
  on(name: 'release', heard: (error: unknown, client: PooledClient) => void): unknown;
}

interface PooledClient {
  /** As PostgreSQL last said: idle, in a transaction, in one that failed. */
  getTransactionStatus(): 'I' | 'T' | 'E' | null;
  end(): Promise<void>;
}

const LONGEST_SQL = 600;

/** Measures every query, and logs the slow ones. Their values are never among what is logged. */
export function makeQueryMeter(meters: Meters, log: Log, slowMs: number): QueryHeard {
  return (sql, ms) => {
    meters.observe('spotlight_query_duration_seconds', {}, ms / 1000);
    if (ms < slowMs) return;
    meters.count('spotlight_slow_queries_total', {});
    log.warn({ ms: Math.round(ms), sql: sql.replace(/\s+/g, ' ').slice(0, LONGEST_SQL) }, 'slow query');
  };
}

/** The same driver, whose queries are timed, in transactions too; waiting for a connection counts. */
export function timed(
  factory: SqlMigrationAwareDriverAdapterFactory,
  heard: QueryHeard,
  opened: (pool: Pool) => void = () => {},
): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
    async connect() {
      const adapter = timeQueries(await factory.connect(), heard);
      const { underlyingDriver } = adapter as { underlyingDriver?: () => Pool };
      if (underlyingDriver) opened(underlyingDriver.call(adapter));
      const start = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (...given): Promise<Transaction> => timeQueries(await start(...given), heard);
      return adapter;
    },
  };
}

function timeQueries<Q extends SqlQueryable>(queryable: Q, heard: QueryHeard): Q {
  for (const name of ['queryRaw', 'executeRaw'] as const) {
    const run = queryable[name].bind(queryable) as SqlDriverAdapter['queryRaw'];
    queryable[name] = (async (query) => {
      const begun = performance.now();
      try {
        return await run(query);
      } finally {
        heard(query.sql, performance.now() - begun);
      }
    }) as typeof run & SqlDriverAdapter['executeRaw'];
  }
  return queryable;
}
