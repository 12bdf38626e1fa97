import type { Accessor } from 'solid-js';
import { dataOf } from '../core/dataOf.ts';
import { incomingOffers } from '../transfers/exchangeStore.ts';
import { createMatchList } from './matchQueries.ts';

/** How many people wait for this person's answer: to a request, or to files they offer. */
export function createWaitingCount(): Accessor<number> {
  const incoming = createMatchList('incoming');
  const asked = () => dataOf(incoming)?.pages.reduce((sum, { matches }) => sum + matches.length, 0) ?? 0;
  return () => asked() + incomingOffers().length;
}
