/**
 * How much may be under way on one connection. Two limits hold at once: the receiver's credit (it cannot be flooded) and
 * the sender's window (little is lost when the path dies, and a cancel takes effect soon).
 */
export interface SendWindow {
  bytes: number;
  minRoundTripMs: number;
  cutAtMs: number;
}

const KIB = 1024;
export const creditLimits = {
  /** Two sealed blocks: the receiver acks at least every whole block, so a smaller window could wait for ever. */
  smallestWindowBytes: 544 * KIB,
  largestWindowBytes: 4096 * KIB,
  /** About as long as a cancel, or a move to another path, may wait for what is queued. Less is no reason to slow down. */
  harmlessDelayMs: 1000,
  /** What a receiver lets one connection have under way; several share twice that. */
  grantBytes: 4096 * KIB,
  sharedGrantBytes: 8192 * KIB,
};

export function startWindow(): SendWindow {
  return { bytes: creditLimits.smallestWindowBytes, minRoundTripMs: Number.POSITIVE_INFINITY, cutAtMs: 0 };
}

/** Grows by an eighth per window acked; halves, at most once per round trip, when acks come late. */
export function afterAck(window: SendWindow, ack: { bytes: number; roundTripMs: number; nowMs: number }): SendWindow {
  const minRoundTripMs = Math.min(window.minRoundTripMs, ack.roundTripMs);
  const isLate =
    ack.roundTripMs > 2 * minRoundTripMs && ack.roundTripMs > minRoundTripMs + creditLimits.harmlessDelayMs;
  if (isLate) {
    if (ack.nowMs - window.cutAtMs < ack.roundTripMs) return { ...window, minRoundTripMs };
    const bytes = Math.max(creditLimits.smallestWindowBytes, window.bytes / 2);
    return { bytes, minRoundTripMs, cutAtMs: ack.nowMs };
  }
  const bytes = Math.min(creditLimits.largestWindowBytes, window.bytes + ack.bytes / 8);
  return { bytes, minRoundTripMs, cutAtMs: window.cutAtMs };
}

/** How many bytes beyond the processed ones a receiver lets each of its connections send. */
export function grantFor(connections: number): number {
  if (connections <= 1) return creditLimits.grantBytes;
  return Math.max(creditLimits.smallestWindowBytes, Math.floor(creditLimits.sharedGrantBytes / connections));
}
