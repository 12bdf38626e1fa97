/** The connectivity checks of a candidate pair (RFC 7675 sends them as long as it lives): all that were sent, and answered. */
export interface PairChecks {
  pairId: string;
  sent: number;
  answered: number;
}

const WINDOW_MS = 60_000;
/** Of fewer checks a single lost one would be a tenth and more. */
const FEWEST = 10;

/**
 * How much is lost on the way there and back. A data channel tells nothing of what it sent again, but the checks that
 * keep a connection alive are sent once each: the share of them without an answer, over the last minute.
 */
export function makeLossGauge(): (checks: PairChecks | null, nowMs: number) => number | null {
  let seen: (PairChecks & { atMs: number })[] = [];
  return (checks, nowMs) => {
    if (!checks) {
      seen = [];
      return null;
    }
    if (seen[0]?.pairId !== checks.pairId) seen = [];
    seen.push({ ...checks, atMs: nowMs });
    while (seen[1] && seen[1].atMs <= nowMs - WINDOW_MS) seen.shift();
    const first = seen[0]!;
    const sent = checks.sent - first.sent;
    if (sent < FEWEST) return null;
    // The last one may still be on its way.
    const lost = sent - (checks.answered - first.answered) - 1;
    return Math.min(1, Math.max(0, lost / sent));
  };
}
