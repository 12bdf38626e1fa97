import { expect, test } from 'vitest';
import { readMigrations } from '../server/adapters/migrations.ts';
import { breakagesIn } from './migrationRules.ts';

/** Migrations that break a rule, and why the version before them does not mind. */
const exceptions: Record<string, { breakages: string[]; because: string }> = {
  '20261125194513_shares': {
    breakages: ['binds relay_segments, which is already there'],
    because: 'The foreign key is of a column that it adds; the check holds for every row that has a transfer.',
  },
};

const migrations = readMigrations('prisma').migrationDirectories.map(({ path, migrationFile }) => ({
  name: path,
  sql: migrationFile.content.value,
}));

test.each(migrations)('$name only adds to what the version before it knows', ({ name, sql }) => {
  expect(breakagesIn(sql)).toEqual(exceptions[name]?.breakages ?? []);
});

test.each([
  ['DROP TABLE "users";', 'drops a table'],
  ['ALTER TABLE "users" DROP COLUMN "email";', 'drops a column'],
  ['ALTER TABLE "users" RENAME COLUMN "email" TO "mail";', 'renames'],
  ['ALTER TABLE "users" ALTER COLUMN "email" SET DATA TYPE VARCHAR(10);', 'changes a type'],
  ['ALTER TABLE "users" ALTER COLUMN "avatar" SET NOT NULL;', 'asks for a value where there was none'],
  ['ALTER TABLE "users" ADD COLUMN "age" INTEGER NOT NULL;', 'adds a column that the version before cannot fill'],
  [
    'ALTER TABLE "users" ADD COLUMN "a" TEXT DEFAULT \'\',\nADD COLUMN "b" TEXT NOT NULL;',
    'adds a column that the version before cannot fill',
  ],
  ['ALTER TABLE "users" ALTER COLUMN "id" DROP DEFAULT;', 'takes a default away'],
  ['DELETE FROM "messages";', 'empties a table'],
  ['CREATE UNIQUE INDEX "users_name" ON "users"("username");', 'binds users, which is already there'],
  ['ALTER TABLE "users" ADD CONSTRAINT "named" CHECK ("username" <> \'\');', 'binds users, which is already there'],
])('%s is found', (sql, breakage) => {
  expect(breakagesIn(sql)).toEqual([breakage]);
});

test.each([
  'ALTER TABLE "users" ADD COLUMN "note" TEXT;',
  'ALTER TABLE "users" ADD COLUMN "hides" BOOLEAN NOT NULL DEFAULT false;',
  'ALTER TABLE "users" ALTER COLUMN "note" DROP NOT NULL;',
  'CREATE TABLE "notes" (\n"id" UUID NOT NULL\n);\nCREATE UNIQUE INDEX "one" ON "notes"("id");',
  '-- DROP TABLE "users"\nCREATE INDEX "users_created" ON "users"("created_at");',
])('%s is no breakage', (sql) => {
  expect(breakagesIn(sql)).toEqual([]);
});
