import { QueryClient } from '@tanstack/solid-query';
import { isUnreachable } from './appError.ts';

/**
 * What the server said, kept while it is useful. Announcements and reconnects invalidate by room: every key begins
 * with the room's name, as in ['events', 'list', when].
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 15_000,
      // What was seen today opens without a network, also after a reload: what is let go here is no longer kept there.
      gcTime: 24 * 3600_000,
      retry: (failures, error) => isUnreachable(error) && failures < 2,
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5000),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
