import type { Query } from '@tanstack/solid-query';
import { queryClient } from './queryClient.ts';

const awaited = new WeakSet<Promise<unknown>>();

/**
 * What the server said under this key no longer holds: what is shown of it is asked for again, the rest when it is next
 * shown. An answer that is still on its way may be older than the news, so it is not waited for. The first one of its
 * kind is, since something must be shown, and so is what a person asked for more of: both are asked for once more when
 * they are there.
 */
export function askAgain(queryKey: readonly unknown[] = []): void {
  const waitedFor = new Set(queryClient.getQueryCache().findAll({ queryKey, predicate: isWaitedFor }));
  for (const query of waitedFor) onceThere(query);
  void queryClient.invalidateQueries({ queryKey, predicate: (query) => !waitedFor.has(query) });
}

/** On its way, or waiting until the page is seen again to be asked for once more (`paused`). */
const isAsked = ({ state }: Query): boolean => state.fetchStatus !== 'idle';

/** The next page of a list, because a person asked for it. */
export const isAskedForMore = (query: Query): boolean =>
  isAsked(query) && query.state.fetchMeta?.fetchMore !== undefined;

const isWaitedFor = (query: Query): boolean =>
  isAsked(query) && (query.state.data === undefined || isAskedForMore(query));

function onceThere({ promise, queryKey, state }: Query): void {
  if (!promise || awaited.has(promise)) return;
  awaited.add(promise);
  const again = () => void queryClient.invalidateQueries({ queryKey, exact: true });
  // When the next page does not come, the pages before it are still older than the news.
  promise.then(again, state.data === undefined ? () => {} : again);
}

/** What an announcement says of something that is also asked for. An answer on its way may be older, and is not taken. */
export function noteNews<T>(queryKey: readonly unknown[], change: T | ((known: T | undefined) => T | undefined)): void {
  queryClient.setQueryData<T>(queryKey, change as never);
  const query = queryClient.getQueryCache().find({ queryKey });
  if (query && isAsked(query)) askAgain(queryKey);
}

/**
 * What an announcement says of a part of what is known. The rest stays as old as it was, and is asked for no later: where
 * much is announced, it would otherwise pass for new for ever.
 */
export function notePart<T>(queryKey: readonly unknown[], change: (known: T) => T): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey })) {
    const { data, dataUpdatedAt, isInvalidated } = query.state;
    const changed = data === undefined ? data : change(data as T);
    if (changed === data) continue;
    query.setData(changed, { updatedAt: dataUpdatedAt, manual: true });
    if (isInvalidated) query.invalidate();
  }
}
