import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { OpenDatabase } from './database.ts';

type Datamodels = [path: string, text: string][];

/** Applies every migration of the folder that the database has not seen; safe when several nodes start together. */
export async function applyMigrations(database: OpenDatabase, prismaFolder: string): Promise<string[]> {
  return database.alone(async () => {
    const engine = await openSchemaEngine(readSchema(prismaFolder), database.factory);
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: readMigrations(prismaFolder),
      filters: noFilters,
    });
    return appliedMigrationNames;
  });
}

export const noFilters = { externalTables: [], externalEnums: [] };

/** Prisma's schema engine as WebAssembly: the same one that `prisma migrate` runs, without a download. */
export async function openSchemaEngine(
  datamodels: Datamodels,
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<SchemaEngine> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = new WebAssembly.Module(readFileSync(script.replace(/\.js$/, '.wasm')));
  const instance = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': bindings as never });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start?(): void }).__wbindgen_start?.();
  return bindings.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
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
