import type { AppError } from '../core/appError.ts';

const passing: ReadonlySet<AppError['kind']> = new Set([
  'unreachable',
  'unavailable',
  'rate_limited',
  'unauthenticated',
]);

/** Whether waiting may help: the network is away, the server is busy, or the person has to log in again. */
export const isPassing = ({ kind }: AppError): boolean => passing.has(kind);

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/** How long to wait before trying again; a reconnect cuts it short. */
export function retryDelayMs(failures: number, refusal: AppError): number {
  if (refusal.retryAfterSeconds) return refusal.retryAfterSeconds * 1000;
  return Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
}
