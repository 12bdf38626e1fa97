const SETTLE_MS = 400;
/** Each telling is a question to the database, and a hall full of people reads along. */
const REST_MS = 2000;

/**
 * Tells how far one has read, a moment after something new was in view. What comes until then is told with it: where many
 * write at once, no moment passes in which nothing comes; and who has told rests before they tell again.
 */
export function makeReadTeller(tell: (seq: number) => void) {
  let toldSeq = 0;
  let seenSeq = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function settle(): void {
    stop();
    if (seenSeq <= toldSeq) return;
    toldSeq = seenSeq;
    toldAtMs = performance.now();
    tell(seenSeq);
  }

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    /** All up to this is in view now. */
    see(seq: number): void {
      if (seq <= toldSeq) return;
      seenSeq = seq;
      timer ??= setTimeout(settle, Math.max(SETTLE_MS, toldAtMs + REST_MS - performance.now()));
    },
    /** The reader looks elsewhere: what was in view for less than a moment does not count. */
    lookAway(): void {
      stop();
      seenSeq = toldSeq;
    },
    /** The reader goes: what is in view counts at once. */
    leave: settle,
  };
}
