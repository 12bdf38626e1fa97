import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { type Pool, type QueryConfig, types } from 'pg';

/**
 * The same driver, which also reads the one-byte type of PostgreSQL's catalogues. A schema is described from them, and
 * Prisma's own driver (adapter-pg 7.10.1) refuses that type: it is shown as text to it, and then given its name again.
 */
export function readsCatalogues(factory: SqlMigrationAwareDriverAdapterFactory): SqlMigrationAwareDriverAdapterFactory {
  const connect = async () => {
    const adapter = (await factory.connect()) as SqlDriverAdapter & { underlyingDriver(): Pool };
    const { queryRaw } = Object.getPrototypeOf(adapter) as SqlDriverAdapter;
    adapter.queryRaw = async (query) => {
      const bytes = new Set<number>();
      const client = { query: (config: QueryConfig) => asText(adapter.underlyingDriver(), config, bytes) };
      const answer = await queryRaw.call(Object.assign(Object.create(adapter), { client }), query);
      const columnTypes = answer.columnTypes.map((type, n) => (bytes.has(n) ? ColumnTypeEnum.Character : type));
      return { ...answer, columnTypes };
    };
    return adapter;
  };
  return Object.assign(Object.create(factory) as SqlMigrationAwareDriverAdapterFactory, { connect });
}

/** Puts the numbers of the columns that were shown as something else into `bytes`. */
async function asText(pool: Pool, config: QueryConfig, bytes: Set<number>) {
  const result = await pool.query(config);
  for (const [n, field] of result.fields.entries()) {
    if (field.dataTypeID !== types.builtins.CHAR) continue;
    field.dataTypeID = types.builtins.TEXT;
    bytes.add(n);
  }
  return result;
}
