import { expect } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import type { OpenDatabase } from '../server/adapters/database.ts';

/** A client of this database that remembers what it asks, to see how the database would find it. */
export function watchQueries(database: OpenDatabase) {
  const asked: { query: string; params: string }[] = [];
  const db: PrismaClient<'query'> = new PrismaClient({
    adapter: database.factory,
    log: [{ emit: 'event', level: 'query' }],
  });
  db.$on('query', (query) => asked.push(query));

  /** What was really asked of the database for this, statement by statement. */
  async function queriesOf(work: () => Promise<unknown>): Promise<string[]> {
    asked.length = 0;
    await work();
    const rowsOnly = asked.filter(({ query }) => /^\s*(SELECT|INSERT|UPDATE|WITH)\b/i.test(query));
    expect(rowsOnly.length).toBeGreaterThan(0);
    return rowsOnly.map(({ query, params }) => {
      const values = (JSON.parse(params) as unknown[]).map(literal);
      return query.replace(/\$(\d+)/g, (_, n: string) => values[Number(n) - 1] ?? 'NULL');
    });
  }

  return {
    db,
    queriesOf,

    /** How the database would go about each of them. */
    async plansOf(work: () => Promise<unknown>): Promise<string> {
      const plans: string[] = [];
      for (const query of await queriesOf(work)) {
        const lines = await database.db.$queryRawUnsafe<Record<string, string>[]>(`EXPLAIN ${query}`);
        plans.push(lines.map((line) => Object.values(line)[0]).join('\n'));
      }
      return plans.join('\n\n');
    },

    close: () => db.$disconnect(),
  };
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join()}]`;
  if (typeof value === 'number') return String(value);
  return `'${String(value).replaceAll("'", "''")}'`;
}
