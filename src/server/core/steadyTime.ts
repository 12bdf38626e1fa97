import type { Clock } from './ports.ts';

/**
 * Milliseconds that only ever grow, for measuring how long ago something was: a clock that is set back takes nothing
 * away again. One that is set forward counts as time that has passed, for so does a machine's sleep.
 */
export function makeSteadyTime(clock: Clock): () => number {
  let lastMs = clock.now().getTime();
  let setBackMs = 0;
  return () => {
    const nowMs = clock.now().getTime();
    setBackMs += Math.max(0, lastMs - nowMs);
    lastMs = nowMs;
    return nowMs + setBackMs;
  };
}
