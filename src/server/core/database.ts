import type { PrismaClient } from '../../generated/prisma/client.ts';

/** The system of record, PostgreSQL or PGlite. */
export type Database = PrismaClient;

/** Whether an insert or update was refused because the value is taken (P2002; its `meta` differs per driver). */
export function isTaken(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === 'P2002';
}
