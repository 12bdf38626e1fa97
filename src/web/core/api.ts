import { createTRPCClient, httpBatchLink, type TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '../../server/router.ts';
import { toAppError } from './appError.ts';

const TIMEOUT_MS = 30_000;

// Bad Wi-Fi leaves requests hanging for minutes; each ends by itself and may be tried again.
const fetchWithTimeout: typeof fetch = (input, init) => {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = init?.signal && 'any' in AbortSignal ? AbortSignal.any([init.signal, timeout]) : timeout;
  return fetch(input, { ...init, signal });
};

const transport = (headers: Record<string, string> = {}) =>
  httpBatchLink<AppRouter>({ url: '/trpc', maxItems: 20, headers, fetch: fetchWithTimeout as never });

const bare = createTRPCClient<AppRouter>({ links: [transport()] });

const REFRESHED_AT = 'spotlight:refreshed-at';

/** Tells all tabs that the cookies were renewed just now. */
export function noteFreshSession(): void {
  localStorage.setItem(REFRESHED_AT, String(Date.now()));
}

/**
 * Gets a new access token with the refresh cookie; true if the session lives. Tabs take turns, and one that waited
 * while another refreshed is content with that. Throws when the server cannot be reached.
 */
export async function refreshSession(since = Date.now()): Promise<boolean> {
  return navigator.locks.request('spotlight:refresh', async () => {
    const isFreshByNow = () => Number(localStorage.getItem(REFRESHED_AT)) > since;
    if (isFreshByNow()) return true;
    try {
      await bare.accounts.refresh.mutate();
      noteFreshSession();
      return true;
    } catch (error) {
      // Someone may have logged in, here or in another tab, while the refusal of before was on its way.
      if (toAppError(error).kind === 'unauthenticated') return isFreshByNow();
      throw error;
    }
  });
}

const sessionEndedHandlers = new Set<() => void>();

/** Tells when a request found the session ended for good. */
export function onSessionEnded(handler: () => void): () => void {
  sessionEndedHandlers.add(handler);
  return () => sessionEndedHandlers.delete(handler);
}

// A request that meets an ended access token refreshes once and is sent again.
const refreshing: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      const begunAt = Date.now();
      let isDone = false;
      const attempt = (onRefused: (error: TRPCClientError<AppRouter>) => void) =>
        next(op).subscribe({
          next: (value) => observer.next(value),
          complete: () => observer.complete(),
          error: onRefused,
        });
      let subscription = attempt(async (error) => {
        const isAlive = isStale(error) ? await refreshSession(begunAt).catch(() => null) : null;
        if (isDone) return;
        if (isAlive) {
          subscription = attempt((again) => observer.error(again));
          return;
        }
        if (isAlive === false) for (const tell of sessionEndedHandlers) tell();
        observer.error(error);
      });
      return () => {
        isDone = true;
        subscription.unsubscribe();
      };
    });

function isStale(error: unknown): boolean {
  const { code } = toAppError(error);
  return code === 'accounts.not_signed_in' || code === 'accounts.session_ended';
}

/** Every procedure of the server, typed end to end: `api.events.get.query({ eventId })`. */
export const api = createTRPCClient<AppRouter>({ links: [refreshing, transport()] });

/** The same for someone without an account, who shows a token of their own. */
export const apiWith = (authorization: string) =>
  createTRPCClient<AppRouter>({ links: [transport({ authorization })] });
