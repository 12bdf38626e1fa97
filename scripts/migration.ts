/** `npm run migration -- NAME`: writes the SQL that leads from the migrations so far to the schema. `--check`: only says whether any is missing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMemoryPglite } from '../src/server/adapters/database.ts';
import { noFilters, openSchemaEngine, readMigrations, readSchema } from '../src/server/adapters/migrations.ts';
import { readsCatalogues } from './catalogues.ts';

const folder = 'prisma';
const migrations = join(folder, 'migrations');
const name = process.argv[2];
if (!name) throw new Error('Name the migration: npm run migration -- add-ratings');

mkdirSync(migrations, { recursive: true });
writeFileSync(join(migrations, 'migration_lock.toml'), 'provider = "postgresql"\n');

const shadow = openMemoryPglite();
const files = readSchema(folder);
const engine = await openSchemaEngine(files, readsCatalogues(shadow.factory));
await engine.applyMigrations({ migrationsList: readMigrations(folder), filters: noFilters });
const schema = files.map(([path, content]) => ({ path, content }));
const { exitCode, stdout } = await engine.diff({
  from: { tag: 'schemaDatasource', files: schema, configDir: folder },
  to: { tag: 'schemaDatamodel', files: schema },
  script: true,
  shadowDatabaseUrl: null,
  exitCode: true,
  filters: noFilters,
} as never);
await shadow.close();

const isBehind = exitCode === 2;
if (name === '--check') {
  if (isBehind) console.error(`The schema has changes that no migration makes:\n${stdout}`);
  process.exit(isBehind ? 1 : 0);
}
if (!isBehind) {
  console.log('Nothing has changed.');
  process.exit(0);
}
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const target = join(migrations, `${stamp}_${name.replace(/\W+/g, '_')}`);
mkdirSync(target);
writeFileSync(join(target, 'migration.sql'), stdout ?? '');
console.log(`Wrote ${target}`);
process.exit(0);
