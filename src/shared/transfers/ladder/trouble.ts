import { ladderRules as rules } from './ladderRules.ts';

/** Peers carry nothing, and this is why. */
export type Trouble =
  /** The receiver is not there. */
  | 'away'
  /** It is there, and no connection to it came up. */
  | 'unconnected'
  | 'disconnected'
  /** Connections are up, and nothing is acked. */
  | 'stalled';

interface Seen {
  fineAtMs: number;
  presentSinceMs: number | null;
  hasMet: boolean;
}

/** The trouble that has lasted long enough for the relay to begin; null while there is none. */
export function troubleOf(
  { fineAtMs, presentSinceMs, hasMet }: Seen,
  { nowMs, readyConnections }: { nowMs: number; readyConnections: number },
): Trouble | null {
  const silentMs = nowMs - fineAtMs;
  if (readyConnections > 0) return silentMs >= rules.stalledMs ? 'stalled' : null;
  // Counted from the last ack: a peer that comes and goes too fast to connect is as good as away.
  if (presentSinceMs === null) return silentMs >= rules.awayMs ? 'away' : null;
  const withoutMs = Math.min(silentMs, nowMs - presentSinceMs);
  if (hasMet) return withoutMs >= rules.disconnectedMs ? 'disconnected' : null;
  return withoutMs >= rules.unconnectedMs ? 'unconnected' : null;
}
