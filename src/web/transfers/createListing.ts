import { createSignal, onCleanup } from 'solid-js';
import { type AppError, toAppError } from '../core/appError.ts';
import { isSaidAgain, retryDelayMs } from '../core/retrying.ts';
import { onReady } from '../core/socket.ts';

export interface ListingParts {
  /** Asks the server. */
  load(): Promise<void>;
  /** Shows what was last heard, where the server does not tell. */
  recall(): Promise<void>;
}

/** A list that its owner shows: asked for after each reconnect, and until it has come. */
export function createListing({ load, recall }: ListingParts) {
  const [refusal, setRefusal] = createSignal<AppError | null>(null);
  const [isAsking, setAsking] = createSignal(false);
  let failures = 0;
  let isGone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    if (isAsking()) return;
    setAsking(true);
    try {
      await load();
      failures = 0;
      setRefusal(null);
    } catch (error) {
      const refused = toAppError(error);
      setRefusal(refused);
      void recall();
      if (!isGone && isSaidAgain(refused)) timer = setTimeout(() => void ask(), retryDelayMs(failures++, refused));
    } finally {
      setAsking(false);
    }
  }

  onCleanup(() => {
    isGone = true;
    clearTimeout(timer);
  });
  onCleanup(onReady(() => void ask()));

  return {
    ask,
    isAsking,
    /** Why the list has not come. */
    refusal,
  };
}

export type Listing = ReturnType<typeof createListing>;
