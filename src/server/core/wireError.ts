import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { DomainError, type ErrorKind, errorKinds, type WireError } from '../../shared/core/errors.ts';
import { isDatabaseAway } from './database.ts';
import type { Log } from './ports.ts';
import { currentRequest, makeRequestId } from './requestContext.ts';

/** Which HTTP status a kind of refusal has. */
export const statusOfKind: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  no_room: 507,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

/** The only translator from anything thrown to what a client may see. The unforeseen is logged once and named by an id. */
export function toWireError(thrown: unknown, log: Log): WireError {
  const error = thrown instanceof TRPCError && thrown.cause ? thrown.cause : thrown;
  if (error instanceof DomainError) {
    return { code: error.code, kind: error.kind, retryAfterSeconds: error.retryAfterSeconds };
  }
  if (error instanceof ZodError && isInput(thrown)) return invalid(error);
  if (thrown instanceof TRPCError) {
    if (thrown.code === 'NOT_FOUND' || thrown.code === 'METHOD_NOT_SUPPORTED') return plain('request.not_found');
    if (thrown.code === 'PAYLOAD_TOO_LARGE') return plain('request.too_large');
    if (badRequests.has(thrown.code)) return plain('request.invalid');
  }
  if (isDatabaseAway(error)) return toWireError(awayAsRefusal(error, log), log);
  const status = (thrown as { statusCode?: number } | null)?.statusCode;
  if (status === 413) return plain('request.too_large');
  if (status === 404) return plain('request.not_found');
  if (status !== undefined && status >= 400 && status < 500) return plain('request.invalid');

  // By the same id all other lines of the request are found.
  const incidentId = currentRequest()?.requestId ?? makeRequestId();
  log.error({ incidentId, err: error }, 'unforeseen error');
  return { code: 'server.internal', kind: 'internal', incidentId };
}

const badRequests = new Set(['BAD_REQUEST', 'PARSE_ERROR', 'UNSUPPORTED_MEDIA_TYPE', 'NOT_ACCEPTABLE']);

/** A refusal that says so where the database is away; anything else as it is. */
export function awayAsRefusal(error: unknown, log: Log): unknown {
  if (!isDatabaseAway(error)) return error;
  log.warn({ err: error }, 'the database is away');
  return new DomainError('server.unavailable', { cause: error });
}

/** How long a client that was refused for asking too much should wait (RFC 9110 Retry-After), the longest of several. */
export function retryAfter(thrown: unknown[]): Record<string, string> {
  const waits = thrown.flatMap((one) => (one instanceof DomainError && one.retryAfterSeconds) || []);
  return waits.length > 0 ? { 'retry-after': String(Math.max(...waits)) } : {};
}

// A ZodError is the caller's fault only where input was parsed; from an output schema it is ours.
function isInput(thrown: unknown): boolean {
  return !(thrown instanceof TRPCError) || thrown.code === 'BAD_REQUEST';
}

function plain(code: keyof typeof errorKinds): WireError {
  return { code, kind: errorKinds[code] };
}

function invalid(error: ZodError): WireError {
  const fields = error.issues.slice(0, 10).map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  return { ...plain('request.invalid'), fields };
}
