import { onCleanup } from 'solid-js';
import { askAgain, isAskedForMore } from './askAgain.ts';
import { queryClient } from './queryClient.ts';
import { onReady } from './socket.ts';

/** What was missed while the socket was away is asked for again, and what a page shows after a long sleep too. */
export function keepFresh(): void {
  onCleanup(onReady(() => askAgain()));
  const onVisible = () => {
    if (document.visibilityState !== 'visible') return;
    void queryClient.invalidateQueries({ stale: true, predicate: (query) => !isAskedForMore(query) });
  };
  document.addEventListener('visibilitychange', onVisible);
  onCleanup(() => document.removeEventListener('visibilitychange', onVisible));
}
