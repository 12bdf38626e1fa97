import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPglite } from '../../../server/adapters/database.ts';
import { applyMigrations, readMigrations } from '../../../server/adapters/migrations.ts';

const folderForAll = tmpdir();

/** Puts into a data folder what a first start would make there in seconds of work: the migrated, empty database. */
export async function fillWithMigrated(dataDir: string): Promise<void> {
  const sql = readMigrations('prisma').migrationDirectories.map(({ migrationFile }) => migrationFile.content.value);
  const hash = createHash('sha256').update(sql.join()).digest('hex').slice(0, 16);
  const kept = join(folderForAll, `spotlight-migrated-folder-${hash}`);
  if (!existsSync(kept)) await make(kept);
  cpSync(join(kept, 'database'), join(dataDir, 'database'), { recursive: true });
}

async function make(kept: string): Promise<void> {
  const own = mkdtempSync(join(folderForAll, 'spotlight-migrating-'));
  const database = await openPglite(own);
  await applyMigrations(database, 'prisma');
  await database.close();
  try {
    renameSync(own, kept);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(kept)) throw error;
    rmSync(own, { recursive: true });
  }
}
