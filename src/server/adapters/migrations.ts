import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { Pool } from 'pg';
import type { OpenDatabase } from './database.ts';

type Datamodels = [path: string, text: string][];

/** Applies every migration of the folder that the database has not seen; safe when several nodes start together. */
export async function applyMigrations(database: OpenDatabase, prismaFolder: string): Promise<string[]> {
  return database.alone(async () => {
    const migrationsList = readMigrations(prismaFolder);
    const names = migrationsList.migrationDirectories.map(({ path }) => path);
    // Most starts have nothing to apply, and the engine is slow to get going.
    if ((await hasRecord(database)) && (await hasAll(database, names))) return [];
    const engine = await openSchemaEngine(readSchema(prismaFolder), database.factory, WRITE_DONE);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilters });
    return appliedMigrationNames;
  });
}

async function hasRecord({ db }: OpenDatabase): Promise<boolean> {
  const [known] = await db.$queryRaw<
    { table: string | null }[]
  >`SELECT to_regclass('_prisma_migrations')::text AS table`;
  return Boolean(known?.table);
}

/** Goes in with a script, so that what it does and the record of it are there together or not at all. */
const WRITE_DONE =
  'UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL';

/** Whether each of these was applied to its end. One that failed is a matter for the engine, whatever else there is. */
async function hasAll({ db }: OpenDatabase, names: string[]): Promise<boolean> {
  // One that was begun and has neither ended nor failed: its process was killed, and nothing of it is there.
  await db.$executeRaw`
    DELETE FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL AND logs IS NULL`;
  const rows = await db.$queryRaw<{ name: string; isDone: boolean }[]>`
    SELECT migration_name AS name, finished_at IS NOT NULL AS "isDone"
    FROM _prisma_migrations WHERE rolled_back_at IS NULL`;
  const applied = new Set(rows.map(({ name }) => name));
  return rows.every(({ isDone }) => isDone) && names.every((name) => applied.has(name));
}

export const noFilters = { externalTables: [], externalEnums: [] };

/**
 * Prisma's schema engine as WebAssembly: the same one that `prisma migrate` runs, without a download. What is to come
 * `after` a script is done with it.
 */
export async function openSchemaEngine(
  datamodels: Datamodels,
  factory: SqlMigrationAwareDriverAdapterFactory,
  after = '',
): Promise<SchemaEngine> {
  bindings ??= instantiateEngine();
  const { SchemaEngine } = await bindings;
  return SchemaEngine.new(
    { datamodels },
    () => {},
    bindMigrationAwareSqlAdapterFactory(inWholeScripts(factory, after)),
  );
}

interface PgAdapter extends SqlDriverAdapter {
  underlyingDriver(): Pool;
  onError(error: unknown): never;
}

/** The same driver, which does all of a migration or nothing: Prisma's own (7.10.1) does each part between two `;` by itself. */
function inWholeScripts(
  factory: SqlMigrationAwareDriverAdapterFactory,
  after: string,
): SqlMigrationAwareDriverAdapterFactory {
  const connect = async () => {
    const adapter = (await factory.connect()) as PgAdapter;
    adapter.executeScript = async (script) => {
      await adapter
        .underlyingDriver()
        .query(`${script}\n;${after}`)
        .catch((error: unknown) => adapter.onError(error));
    };
    return adapter;
  };
  return Object.assign(Object.create(factory) as SqlMigrationAwareDriverAdapterFactory, { connect });
}

// One for the process: the bindings know one instance, and would free what belongs to an earlier one in the later.
let bindings: ReturnType<typeof instantiateEngine> | undefined;

async function instantiateEngine() {
  const loaded = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = new WebAssembly.Module(readFileSync(script.replace(/\.js$/, '.wasm')));
  const instance = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': loaded as never });
  loaded.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start?(): void }).__wbindgen_start?.();
  return loaded;
}

/** The schema's files, one for each room. */
export function readSchema(prismaFolder: string): Datamodels {
  const folder = join(prismaFolder, 'schema');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => [`schema/${name}`, readFileSync(join(folder, name), 'utf8')]);
}

export function readMigrations(prismaFolder: string) {
  const baseDir = join(prismaFolder, 'migrations');
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(baseDir, 'migration_lock.toml'), 'utf8') },
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(join(baseDir, path, 'migration.sql'), 'utf8') },
      },
    })),
  };
}
