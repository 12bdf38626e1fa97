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

const freshSessionHandlers = new Set<() => void>();

/** Tells all tabs that the cookies were renewed just now. */
export function noteFreshSession(): void {
  localStorage.setItem(REFRESHED_AT, String(Date.now()));
  for (const tell of freshSessionHandlers) tell();
}

/** Tells when the cookies were renewed, by this tab or by another. */
export function onFreshSession(handler: () => void): () => void {
  const heard = ({ key }: StorageEvent) => key === REFRESHED_AT && handler();
  freshSessionHandlers.add(handler);
  addEventListener('storage', heard);
  return () => {
    freshSessionHandlers.delete(handler);
    removeEventListener('storage', heard);
  };
}

/** Ended on purpose, here or from another device, and the server had the browser forget what it stored; or run out. */
export type LoginEnd = 'ended' | 'expired';

const sessionEndedHandlers = new Set<(how: LoginEnd) => void>();

/** Tells when the server said that the session is over for good. */
export function onSessionEnded(handler: (how: LoginEnd) => void): () => void {
  sessionEndedHandlers.add(handler);
  return () => sessionEndedHandlers.delete(handler);
}

let underWay: Promise<boolean> | null = null;

/**
 * Gets a new access token with the refresh cookie; true if the session lives, otherwise `onSessionEnded` tells. Whoever
 * asks while this tab is asking already hears the same. Throws when the server cannot be reached.
 */
export function refreshSession(since = Date.now()): Promise<boolean> {
  underWay ??= refreshInTurn(since).finally(() => {
    underWay = null;
  });
  return underWay;
}

/** Tabs take turns, and one that waited while another refreshed is content with that. */
async function refreshInTurn(since: number): Promise<boolean> {
  return navigator.locks.request('spotlight:refresh', async () => {
    const isFreshByNow = () => {
      const at = Number(localStorage.getItem(REFRESHED_AT));
      // A time to come was written before the clock was set back.
      return at > since && at <= Date.now();
    };
    if (isFreshByNow()) return true;
    try {
      await bare.accounts.refresh.mutate();
      noteFreshSession();
      return true;
    } catch (error) {
      const { code, kind } = toAppError(error);
      if (kind !== 'unauthenticated') throw error;
      // Someone may have logged in, here or in another tab, while the refusal of before was on its way.
      if (isFreshByNow()) return true;
      for (const tell of sessionEndedHandlers) tell(code === 'accounts.session_ended' ? 'ended' : 'expired');
      return false;
    }
  });
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
      let subscription = attempt((refusal) => {
        if (!isStale(refusal)) return observer.error(refusal);
        refreshSession(begunAt).then(
          (isAlive) => {
            if (isDone) return;
            if (isAlive) subscription = attempt((again) => observer.error(again));
            else observer.error(refusal);
          },
          // Whether the session lives could not be asked: this is what stands in the way, and nobody is taken for signed out.
          (unreachable) => isDone || observer.error(unreachable),
        );
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
