import type { Query } from '@tanstack/solid-query';
import { queryClient } from './queryClient.ts';

const awaited = new WeakSet<Promise<unknown>>();

/**
 * What the server said under this key no longer holds: what is shown of it is asked for again, the rest when it is next
 * shown. An answer that is still on its way may be older than the news, so it is not waited for; the first one of its
 * kind is, since something must be shown, and is asked for once more when it is there.
 */
export function askAgain(queryKey: readonly unknown[] = []): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' })) {
    if (query.state.data === undefined) onceThere(query);
  }
  void queryClient.invalidateQueries({ queryKey });
}

function onceThere({ promise, queryKey }: Query): void {
  if (!promise || awaited.has(promise)) return;
  awaited.add(promise);
  const again = () => void queryClient.invalidateQueries({ queryKey, exact: true });
  promise.then(again, () => {});
}

/** What an announcement says of something that is also asked for. An answer on its way may be older, and is not taken. */
export function noteNews<T>(queryKey: readonly unknown[], change: T | ((known: T | undefined) => T | undefined)): void {
  queryClient.setQueryData<T>(queryKey, change as never);
  if (queryClient.getQueryState(queryKey)?.fetchStatus === 'fetching') askAgain(queryKey);
}
