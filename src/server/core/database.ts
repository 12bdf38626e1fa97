import type { PrismaClient } from '../../generated/prisma/client.ts';

/** The system of record, PostgreSQL or PGlite. */
export type Database = PrismaClient;

/** For transactions that wait for one another under a lock: many that come at once are slow, not wrong. */
export const IN_TURN = { maxWait: 10_000, timeout: 10_000 };

/** Whether an insert or update was refused because the value is taken (P2002; its `meta` differs per driver). */
export function isTaken(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === 'P2002';
}

/**
 * Whether what should be changed, or what a row would refer to, is not there any more: P2025, P2003, and of a raw statement
 * PostgreSQL's own word for it, in a place that differs per driver.
 */
export function isGone(error: unknown): boolean {
  const { code, meta = '' } = (error ?? {}) as { code?: string; meta?: unknown };
  return code === 'P2025' || code === 'P2003' || /\b23503\b/.test(JSON.stringify(meta));
}

/** Prisma: cannot be reached, does not answer in time, has closed the connection, has none left, or gave up a transaction. */
const AWAY_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037']);
/** What a driver says of itself. */
const AWAY_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
]);
/** PostgreSQL's SQLSTATE: connection exceptions, too many connections, shutting down or starting up, given up for another. */
const AWAY_STATES = /^(08...|53300|57P0[123]|40001|40P01)$/;
/** What `pg` throws past Prisma when a connection dies in the middle of something, or no answer comes. */
const AWAY_WORDS =
  /^Connection terminated|connection error and is not queryable|^timeout exceeded when trying to connect|^Query read timeout/;

/** Whether the database is not there just now, or could not do it just now: the same, asked again later, may well be done. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '', meta } = error as { code?: string; meta?: { driverAdapterError?: { cause?: DriverCause } } };
  const { kind = '', originalCode = '' } = meta?.driverAdapterError?.cause ?? {};
  return (
    AWAY_CODES.has(code) || AWAY_KINDS.has(kind) || AWAY_STATES.test(originalCode) || AWAY_WORDS.test(error.message)
  );
}

interface DriverCause {
  kind?: string;
  originalCode?: string;
}
