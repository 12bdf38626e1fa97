import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaClient } from '../../generated/prisma/client.ts';
import type { Database } from '../core/database.ts';
import { lockFolder } from './folderLock.ts';
import { pgliteFactory } from './pglite.ts';

/** An open database and what ends it. `factory` is what migrations are applied through. */
export interface OpenDatabase {
  db: Database;
  factory: SqlMigrationAwareDriverAdapterFactory;
  /** Runs the work while no other process does the same. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The embedded database in a folder, which no other process may open. */
export async function openPglite(folder: string): Promise<OpenDatabase> {
  const unlock = await lockFolder(folder);
  const path = join(folder, 'database');
  mkdirSync(path, { recursive: true });
  const pglite = await PGlite.create(path);
  const opened = fromPglite(pglite);
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

function fromPglite(pglite: PGlite): OpenDatabase {
  const factory = pgliteFactory(pglite);
  const db = new PrismaClient({ adapter: factory });
  return {
    db,
    factory,
    alone: (work) => work(),
    close: async () => {
      await db.$disconnect();
      await pglite.close();
    },
  };
}

const MIGRATION_LOCK = 7_202_611;

/** PostgreSQL, pooled. Opens no connection until the first query. */
export function openPostgres(url: string, poolSize: number): OpenDatabase {
  const options = { connectionString: url, max: poolSize, connectionTimeoutMillis: 10_000 };
  const factory = new PrismaPg(options);
  const db = new PrismaClient({ adapter: factory });
  return {
    db,
    factory,
    // A transaction-scoped advisory lock: freed by the server when this process dies.
    alone: (work) =>
      db.$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`;
          return work();
        },
        { timeout: 120_000, maxWait: 30_000 },
      ),
    close: () => db.$disconnect(),
  };
}
