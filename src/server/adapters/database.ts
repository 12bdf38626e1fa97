import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { ClientBase } from 'pg';
import { PrismaClient } from '../../generated/prisma/client.ts';
import type { Database } from '../core/database.ts';
import { lockFolder } from './folderLock.ts';
import { pglitePool } from './pglite.ts';
import { nameStatements } from './statementNames.ts';
import { type PoolCounts, type QueryHeard, timed } from './timedQueries.ts';

/** An open database and what ends it. `factory` is what migrations are applied through. */
export interface OpenDatabase {
  db: Database;
  factory: SqlMigrationAwareDriverAdapterFactory;
  /** Runs the work while no other process does the same. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** Connections in use; null where there is no pool, or nothing was asked yet. */
  pool(): PoolCounts | null;
}

/** The embedded database in a folder, which no other process may open. */
export async function openPglite(folder: string, heard?: QueryHeard): Promise<OpenDatabase> {
  const unlock = await lockFolder(folder);
  const path = join(folder, 'database');
  mkdirSync(path, { recursive: true });
  const pglite = await PGlite.create(path);
  const opened = fromPglite(pglite, heard);
  return {
    ...opened,
    close: async () => {
      await opened.close();
      unlock();
    },
  };
}

/** An embedded database that is gone with its process, for tests and for writing migrations. */
export function openMemoryPglite(image?: Blob): OpenDatabase & { dump(): Promise<Blob> } {
  const pglite = new PGlite(image ? { loadDataDir: image } : {});
  return { ...fromPglite(pglite), dump: () => pglite.dumpDataDir('gzip') };
}

/** About what the product says often; a list makes another statement for each of its lengths. */
const MOST_PREPARED = 300;

// Errors leave with their words alone: the long form quotes what a call was given.
const errorFormat = 'minimal';

const prepared = () => ({ statementNameGenerator: nameStatements(MOST_PREPARED) });

function fromPglite(pglite: PGlite, heard: QueryHeard = () => {}): OpenDatabase {
  const pool = pglitePool(pglite);
  const factory = timed(new PrismaPg(pool, prepared()), heard);
  const db = new PrismaClient({ adapter: factory, errorFormat });
  return {
    db,
    factory,
    alone: (work) => work(),
    pool: () => null,
    close: async () => {
      await db.$disconnect();
      await pool.end();
      await pglite.close();
    },
  };
}

/**
 * Instants go to the driver and come from it as those of UTC, whatever zone the server keeps. Said in a query: poolers between
 * (PgBouncer) know that, and refuse it among what a connection begins with.
 */
const inUtc = { onConnect: (client: ClientBase) => client.query("SET TIME ZONE 'UTC'") };

const MIGRATION_LOCK = 7_202_611;
/** A transaction of Prisma's has to have an end: the longest that a timer can wait. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * Runs the work under an advisory lock, on a connection of its own: a pool of one would have none left for the work. The
 * lock goes with the connection, so that a node which dies frees it; keep-alives find out when its whole machine is gone.
 */
async function alone<T>(url: string, work: () => Promise<T>): Promise<T> {
  const adapter = new PrismaPg({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000, ...inUtc });
  const holder = new PrismaClient({ adapter });
  try {
    return await holder.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT set_config('tcp_keepalives_idle', '10', true),
          set_config('tcp_keepalives_interval', '5', true), set_config('tcp_keepalives_count', '3', true)`;
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`;
        return work();
      },
      { timeout: NEVER_MS, maxWait: 30_000 },
    );
  } finally {
    await holder.$disconnect();
  }
}

/**
 * PostgreSQL, pooled. Opens no connection until the first query. A machine that goes without a word leaves connections on
 * which no answer comes: whoever asks waits for it so long and no longer. Migrations may take their time.
 */
export function openPostgres(
  url: string,
  poolSize: number,
  heard: QueryHeard = () => {},
  answerMs = 30_000,
): OpenDatabase {
  const options = { connectionString: url, max: poolSize, connectionTimeoutMillis: 10_000, ...inUtc };
  const attentive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000, query_timeout: answerMs };
  let pool: PoolCounts | null = null;
  const adapter = timed(new PrismaPg({ ...options, ...attentive }, prepared()), heard, (opened) => {
    pool = opened;
    // A transaction whose end was not answered either is still open there: nobody else may be put into it.
    opened.on('release', (_error, client) => {
      if (client.getTransactionStatus() !== 'I') void client.end();
    });
  });
  const db = new PrismaClient({ adapter, errorFormat });
  return {
    db,
    factory: new PrismaPg(options),
    alone: (work) => alone(url, work),
    pool: () => pool,
    close: () => db.$disconnect(),
  };
}
