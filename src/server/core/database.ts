import type { PrismaClient } from '../../generated/prisma/client.ts';

/** The system of record, PostgreSQL or PGlite. */
export type Database = PrismaClient;

/** For transactions that wait for one another under a lock: many that come at once are slow, not wrong. */
export const IN_TURN = { maxWait: 10_000, timeout: 10_000 };

/** Whether an insert or update was refused because the value is taken (P2002; its `meta` differs per driver). */
export function isTaken(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === 'P2002';
}
