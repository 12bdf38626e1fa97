import type { MatchId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { queryClient } from '../core/queryClient.ts';

export const ofMatchKey = (matchId: MatchId) => ['transfers', 'ofMatch', matchId] as const;

/** The transfers of a match as the server last told of them; undefined where it was never asked for all. */
export const lastHeard = (matchId: MatchId): Transfer[] | undefined => queryClient.getQueryData(ofMatchKey(matchId));

/** Keeps the word of the server for when it cannot be asked. */
export function noteHeard(transfer: Transfer): void {
  queryClient.setQueryData<Transfer[]>(
    ofMatchKey(transfer.matchId),
    (all) => all && [transfer, ...all.filter(({ id }) => id !== transfer.id)],
  );
}
