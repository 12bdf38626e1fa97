import type { Clock } from '../server/core/ports.ts';

/** A clock that stands still until it is moved. */
export function makeFakeClock(start = '2026-06-01T12:00:00.000Z'): Clock & { move(ms: number): void } {
  let now = new Date(start).getTime();
  return {
    now: () => new Date(now),
    move: (ms) => {
      now += ms;
    },
  };
}
