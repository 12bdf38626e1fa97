/** Older figures are not those of now. */
const OLD_MS = 60_000;
/** Whoever comes back to the page sees old figures until the answer is there, which is no trouble yet. */
const QUIET_MS = 2000;

/** How long the answer may still take before it is said that the figures are old. */
export const patienceMs = (figuresAtMs: number, nowMs: number): number =>
  Math.max(QUIET_MS, figuresAtMs + OLD_MS - nowMs);
