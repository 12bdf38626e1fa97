import type { LinkStats } from './channelPair.ts';

const MOST_SILENCES = 3;
const REBUILD_PAUSE_MS = 5000;
const HOLLOW_MS = 2000;

interface LinkCareParts {
  rebuild(): void;
  /** Connections were made anew again and again, and nothing came: the other side is at fault. */
  onSilent(): void;
}

/** Notices links that claim to live but carry nothing, and has them built anew. Times are `performance.now()`. */
export function makeLinkCare(parts: LinkCareParts) {
  let silences = 0;
  let bytesAtSilence = -1;
  let rebuiltAtMs = 0;
  let hollowSinceMs: number | null = null;

  return {
    /** The engine waits for blocks or for word of them. */
    heardSilence(stats: LinkStats[], bytesDone: number, nowMs: number) {
      // What never connected has its own watchdog, and ends as unreachable.
      if (!stats.some(({ state }) => state === 'connected')) return;
      if (nowMs - rebuiltAtMs < REBUILD_PAUSE_MS) return;
      rebuiltAtMs = nowMs;
      silences = bytesDone > bytesAtSilence ? 1 : silences + 1;
      bytesAtSilence = bytesDone;
      if (silences >= MOST_SILENCES) parts.onSilent();
      else parts.rebuild();
    },

    /** A data channel can close though its connection lives, and then nobody else notices. */
    rebuildIfHollow(stats: LinkStats[], carrying: number, nowMs: number) {
      const claimsLife = stats.some(({ state }) => state === 'connected' || state === 'closed');
      if (!claimsLife || carrying > 0) {
        hollowSinceMs = null;
        return;
      }
      hollowSinceMs ??= nowMs;
      if (nowMs - hollowSinceMs < HOLLOW_MS) return;
      hollowSinceMs = null;
      parts.rebuild();
    },
  };
}
