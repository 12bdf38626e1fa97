import type { AppError } from './appError.ts';

const overSoon: ReadonlySet<AppError['kind']> = new Set(['unreachable', 'unavailable', 'rate_limited']);

/** Whether it is over by itself in a while: the network is away, or the server is busy. */
export const isOverSoon = ({ kind }: AppError): boolean => overSoon.has(kind);

/** Whether waiting may help: it is over soon, or the person has to log in again. */
export const isPassing = (refusal: AppError): boolean => isOverSoon(refusal) || refusal.kind === 'unauthenticated';

/** Whether what the server must hear is said again: it is over soon, or a fault that may be mended by then. */
export const isSaidAgain = (refusal: AppError): boolean => isOverSoon(refusal) || refusal.kind === 'internal';

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/** How long to wait before trying again; a reconnect cuts it short. */
export function retryDelayMs(failures: number, refusal: AppError): number {
  if (refusal.retryAfterSeconds) return refusal.retryAfterSeconds * 1000;
  return Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
}
