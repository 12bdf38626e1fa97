import { createSignal } from 'solid-js';
import type { MatchId } from '../../shared/core/ids.ts';
import { api } from '../core/api.ts';
import { queryClient } from '../core/queryClient.ts';
import { entryOf } from './exchangeStore.ts';
import { heard } from './following.ts';
import { lastHeard, ofMatchKey } from './lastHeard.ts';

const [listed, setListed] = createSignal<ReadonlySet<MatchId>>(new Set());

/** Whether it is known what was exchanged in a match, be it from last time; until then nothing is said about it. */
export const isListed = (matchId: MatchId): boolean => listed().has(matchId);

/** All transfers of one exchange, with what this browser kept of those that have ended. */
export async function loadMatch(matchId: MatchId): Promise<void> {
  const transfers = await queryClient.fetchQuery({
    queryKey: ofMatchKey(matchId),
    queryFn: () => api.transfers.listByMatch.query({ matchId }),
    staleTime: 0,
    retry: false,
  });
  for (const transfer of transfers) await heard(transfer);
  setListed((all) => new Set(all).add(matchId));
}

/**
 * The same as last heard, while the server cannot be asked: what has come is on this device and can be saved. An offer may be
 * gone by now, and nobody can be answered.
 */
export async function recallMatch(matchId: MatchId): Promise<void> {
  const transfers = lastHeard(matchId);
  if (!transfers) return;
  for (const transfer of transfers) if (transfer.state !== 'offered' && !entryOf(transfer.id)) await heard(transfer);
  setListed((all) => new Set(all).add(matchId));
}
