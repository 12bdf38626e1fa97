/** Lets through what may be told only so often. Counted in time that passes: a clock that is set back holds up nothing. */
export function makePace(everyMs: number) {
  let passedAtMs = Number.NEGATIVE_INFINITY;
  return {
    /** Whether it may be told now; what may be is taken to be. */
    mayPass(): boolean {
      const nowMs = performance.now();
      if (nowMs - passedAtMs < everyMs) return false;
      passedAtMs = nowMs;
      return true;
    },
    /** The next one is let through at once. */
    beginAnew(): void {
      passedAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}
