import { expect, it } from 'vitest';
import { isDatabaseAway } from './database.ts';

const known = (code: string, cause: object = {}) =>
  Object.assign(new Error('Invalid `prisma.message.create()` invocation'), {
    code,
    meta: { driverAdapterError: { cause } },
  });

// As they were seen while a PostgreSQL was ended and started again under queries.
it.each([
  known('P1001', { kind: 'DatabaseNotReachable' }),
  known('P2010', { kind: 'DatabaseNotReachable' }),
  known('P1017', { kind: 'ConnectionClosed' }),
  known('P2039', { kind: 'postgres', originalCode: '57P03' }),
  known('P2010', { kind: 'postgres', originalCode: '57P01' }),
  new Error('Connection terminated unexpectedly'),
  new Error('Query read timeout'),
  new Error('Client has encountered a connection error and is not queryable'),
])('a database that goes or comes is away: %o', (error) => {
  expect(isDatabaseAway(error)).toBe(true);
});

it.each([
  known('P2002', { kind: 'UniqueConstraintViolation', originalCode: '23505' }),
  known('P2010', { kind: 'UnsupportedNativeDataType' }),
  new TypeError('Cannot read properties of undefined'),
  null,
])('a fault of ours is none of its: %o', (error) => {
  expect(isDatabaseAway(error)).toBe(false);
});
