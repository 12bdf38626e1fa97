import { Prisma } from '../../generated/prisma/client.ts';
import type { Clock } from '../core/ports.ts';

/** The present instant as an SQL expression. */
export type JobTime = () => Prisma.Sql;

/** Leases of several workers are compared by one clock, so it is the database's: a worker whose own is wrong takes nothing early. */
export const databaseTime: JobTime = () => Prisma.sql`now()`;

/** A test's clock instead. */
export const timeOf =
  (clock: Clock): JobTime =>
  () =>
    Prisma.sql`${clock.now()}::timestamptz`;

/** An instant so long after another. */
export const later = (now: Prisma.Sql, ms: number) =>
  Prisma.sql`(${now} + ${Math.round(ms)}::double precision * interval '1 millisecond')`;
