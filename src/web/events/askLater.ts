import { askAgain } from '../core/askAgain.ts';
import { queryClient } from '../core/queryClient.ts';
import type { People } from './people.ts';

const asked = new Map<string, ReturnType<typeof setTimeout>>();

/** The more are here, the more would ask, for longer lists: together they ask forty times a second at most. */
const SPREAD_MS_FOR_EACH = 50;

/** For news that a whole hall hears at once: what no longer holds is asked for again, and not by all at the same moment. */
export function askLater(queryKey: readonly string[]): void {
  const name = queryKey.join();
  if (asked.has(name)) return;
  const pages = queryClient.getQueriesData<People>({ queryKey: ['events', 'people'] }).map(([, people]) => people);
  const hereCount = Math.max(0, ...pages.map((people) => people?.pages[0]?.hereCount ?? 0));
  const delayMs = 1000 + Math.random() * Math.max(2000, hereCount * SPREAD_MS_FOR_EACH);
  asked.set(
    name,
    setTimeout(() => {
      asked.delete(name);
      askAgain(queryKey);
    }, delayMs),
  );
}
