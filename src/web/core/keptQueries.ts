import { dehydrate, hydrate, type Query } from '@tanstack/solid-query';
import { type DBSchema, openDB } from 'idb';
import { toAppError } from './appError.ts';
import { queryClient } from './queryClient.ts';
import { isSaidAgain } from './retrying.ts';

interface KeptSchema extends DBSchema {
  kept: { key: 'queries'; value: { version: number; at: number; state: string } };
}

// Raised when a contract changes its shape: what an older app kept is then left aside.
const VERSION = 2;
const MAX_AGE_MS = 7 * 24 * 3600_000;
const WRITE_DELAY_MS = 2000;

let keeping: Promise<void> | undefined;

/**
 * Lists and pages as last seen, so that they open without a network after a reload; taken out at logout. Begun once in a
 * page, however often someone logs in.
 */
export function keepQueries(): Promise<void> {
  keeping ??= keep();
  return keeping;
}

async function keep(): Promise<void> {
  const db = await openDB<KeptSchema>('spotlight-seen', 1, {
    upgrade: (fresh) => void fresh.createObjectStore('kept'),
  });
  let isGone = false;
  // Logging out deletes the database; holding it open would delay that.
  db.addEventListener('versionchange', () => {
    isGone = true;
    db.close();
  });
  // Browsers take it, too.
  db.addEventListener('close', () => {
    isGone = true;
  });
  const kept = await db.get('kept', 'queries');
  if (kept?.version === VERSION && Date.now() - kept.at < MAX_AGE_MS) {
    hydrate(queryClient, JSON.parse(kept.state));
    void queryClient.invalidateQueries();
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    if (isGone) return;
    const state = JSON.stringify(seenQueries());
    const transaction = db.transaction('kept', 'readwrite');
    transaction.store.put({ version: VERSION, at: Date.now(), state }, 'queries').catch(() => {});
    transaction.done.catch(() => {});
    // A page that ends does not live to commit by itself.
    transaction.commit();
  };
  queryClient.getQueryCache().subscribe((event) => {
    if (timer !== undefined || event.type !== 'updated' || event.action.type !== 'success') return;
    timer = setTimeout(write, WRITE_DELAY_MS);
  });
  // A phone may never come back to a page that was put away.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && timer !== undefined) write();
  });
}

/** What was seen of each query. That it cannot be had anew for now takes nothing from it; what is refused is gone. */
export function seenQueries() {
  const shouldDehydrateQuery = ({ state }: Query) =>
    state.status === 'success' || (state.data !== undefined && isSaidAgain(toAppError(state.error)));
  const { queries } = dehydrate(queryClient, { shouldDehydrateQuery });
  return {
    queries: queries.map((query) => ({
      ...query,
      state: { ...query.state, status: 'success' as const, error: null, fetchFailureReason: null },
    })),
  };
}
