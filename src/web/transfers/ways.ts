import { useQuery } from '@tanstack/solid-query';
import { account } from '../accounts/session.ts';
import { api } from '../core/api.ts';
import { dataOf } from '../core/dataOf.ts';
import { socketState } from '../core/socket.ts';

/** What decides which ways to another person there are. */
export interface Ways {
  /** The server offers to pass a connection on; null while that is not known. */
  hasTurn: boolean | null;
  /** Oneself wants no direct connection. */
  hidesAddress: boolean;
  /** This device has no connection to the server, so nobody knows who else is there. */
  isCutOff: boolean;
}

export function createWays(): () => Ways {
  const routes = useQuery(() => ({
    queryKey: ['transfers', 'routes'],
    queryFn: () => api.transfers.routes.query(),
    staleTime: 10 * 60_000,
  }));
  return () => ({
    hasTurn: dataOf(routes)?.turn ?? null,
    hidesAddress: account()?.hidesAddress ?? false,
    isCutOff: socketState() !== 'ready',
  });
}
