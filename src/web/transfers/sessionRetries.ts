import type { TransferId } from '../../shared/core/ids.ts';

const RETRY_MS = 8000;
const MOST_RETRIES = 5;

/** When a session whose other side fell silent is tried again by itself: a few times, longer apart, until something comes. */
export function makeSessionRetries() {
  const tries = new Map<TransferId, { count: number; bytesDone: number }>();

  return {
    /** In how many ms to try again; null once it was tried often enough and nothing has come. */
    next(id: TransferId, bytesDone: number): number | null {
      const last = tries.get(id);
      // A hello is no progress: whoever says that, and nothing else, is silent.
      const count = last && bytesDone <= last.bytesDone ? last.count : 0;
      if (count >= MOST_RETRIES) return null;
      tries.set(id, { count: count + 1, bytesDone });
      return RETRY_MS * 2 ** count;
    },
  };
}
