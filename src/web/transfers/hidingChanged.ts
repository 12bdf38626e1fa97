import { createEffect, createRoot } from 'solid-js';
import { account } from '../accounts/session.ts';

/** A connection that shows the address must not outlive the wish to hide it; one that hides it need not go on slowly. */
export function onHidingChanged(handler: () => void): () => void {
  return createRoot((stop) => {
    createEffect((before: boolean | undefined) => {
      const now = account()?.hidesAddress;
      if (before !== undefined && now !== undefined && before !== now) handler();
      return now;
    });
    return stop;
  });
}
