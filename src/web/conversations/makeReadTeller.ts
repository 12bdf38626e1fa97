const SETTLE_MS = 400;

/**
 * Tells how far one has read, a moment after something new was in view. What comes during that moment is told with it:
 * where many write at once, no moment passes in which nothing comes.
 */
export function makeReadTeller(tell: (seq: number) => void) {
  let toldSeq = 0;
  let seenSeq = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function settle(): void {
    stop();
    if (seenSeq <= toldSeq) return;
    toldSeq = seenSeq;
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
      timer ??= setTimeout(settle, SETTLE_MS);
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
