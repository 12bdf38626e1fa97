interface Sample {
  atMs: number;
  bytes: number;
}

/** What was done when, over the last few seconds. */
export type RateWindow = readonly Sample[];

const WINDOW_MS = 5000;
const SHORTEST_MS = 400;

/** Adds what is done by now; work that went backwards (a receiver that starts anew) begins a new window. */
export function addSample(window: RateWindow, sample: Sample): RateWindow {
  const last = window.at(-1);
  if (last && sample.bytes < last.bytes) return [sample];
  return [...window.filter(({ atMs }) => sample.atMs - atMs <= WINDOW_MS), sample];
}

/** Bytes per second over the window; null while there is too little to tell. */
export function speedOf(window: RateWindow): number | null {
  const first = window[0];
  const last = window.at(-1);
  if (!first || !last || last.atMs - first.atMs < SHORTEST_MS) return null;
  return ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs);
}

/** Time left at this speed; null when nothing moves. */
export function msLeft(bytesLeft: number, bytesPerSecond: number | null): number | null {
  if (bytesLeft <= 0) return 0;
  if (bytesPerSecond === null || bytesPerSecond <= 0) return null;
  return (bytesLeft / bytesPerSecond) * 1000;
}
