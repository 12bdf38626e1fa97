interface LeaseParts {
  leaseMs: number;
  /** Asks for another while; false when it is someone else's by now. */
  renew(): Promise<boolean>;
  onLost(): void;
}

/**
 * Holds a lease until the returned function is called. It is lost when it is refused, and also when nobody could be asked for as
 * long as it lasts: someone else may have it from then on.
 */
export function keepLease({ leaseMs, renew, onLost }: LeaseParts): () => void {
  let isOver = false;
  let next: NodeJS.Timeout;
  let end: NodeJS.Timeout;

  function stop(): void {
    isOver = true;
    clearTimeout(next);
    clearTimeout(end);
  }
  function lose(): void {
    if (isOver) return;
    stop();
    onLost();
  }
  function count(sinceMs: number): void {
    clearTimeout(end);
    end = setTimeout(lose, leaseMs - (performance.now() - sinceMs));
    next = setTimeout(ask, leaseMs / 3);
  }
  async function ask(): Promise<void> {
    // It lasts from when it was asked for, however late the answer.
    const askedMs = performance.now();
    const isKept = await renew().catch(() => null);
    if (isOver) return;
    if (isKept === false) lose();
    else if (isKept) count(askedMs);
    else next = setTimeout(ask, leaseMs / 10);
  }

  count(performance.now());
  return stop;
}
