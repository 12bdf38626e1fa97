import { BLOCK_BYTES } from '../transferRules.ts';
import { ladderRules as rules } from './ladderRules.ts';
import type { Planned, SegmentPlan } from './segmentPlan.ts';

/**
 * The end of a transfer: what is slow must not have the last blocks. Both ways should be through at the same time, and
 * neither wait for the other.
 */
export interface EndFacts {
  nowMs: number;
  readyConnections: number;
  /** Blocks are taken for the peers and not acked. */
  hasUnacked: boolean;
  /** Sent on peer connections and not acked. */
  unackedBytes: number;
  /** Nothing is left to be given out. */
  isExhausted: boolean;
  /** What no path has begun with; and with it what uploads still have to bring. */
  freeBytes: number;
  bytesLeft: number;
  /** Null while it is not known; bytes per second. */
  peersSpeed: number | null;
  relaySpeed: number;
}

/** Peers that would carry all that is left in a moment, and no later than the relay, do it alone. */
export function arePeersFinishing(facts: EndFacts): boolean {
  const { freeBytes, unackedBytes, peersSpeed } = facts;
  const peersMs = msAt(peersSpeed ?? 0, freeBytes + unackedBytes);
  return peersMs <= rules.finishMs && peersMs <= relayMs(facts);
}

/** Whether peers, given another block each, would be through with it before the relay is with all the others. */
export function arePeersInTime(facts: EndFacts): boolean {
  const { unackedBytes, readyConnections, peersSpeed } = facts;
  if (peersSpeed === null) return true;
  return msAt(peersSpeed, unackedBytes + readyConnections * BLOCK_BYTES) <= relayMs(facts);
}

/** When the relay would be through with all that is left. */
function relayMs({ bytesLeft, relaySpeed }: EndFacts): number {
  return relaySpeed === 0 ? Number.POSITIVE_INFINITY : rules.relayLagMs + msAt(relaySpeed, bytesLeft);
}

function msAt(speed: number, bytes: number): number {
  return bytes === 0 ? 0 : (bytes * 1000) / speed;
}

/** The relay is through, and peers would take long for what they still hold: it carries that as well. */
export function isRescueDue(
  { isExhausted, hasUnacked, unackedBytes, peersSpeed }: EndFacts,
  plan: SegmentPlan,
): boolean {
  if (!isExhausted || !hasUnacked || plan.uploading.length > 0) return false;
  return unackedBytes <= rules.rescueBytes && unackedBytes > ((peersSpeed ?? 0) * rules.finishMs) / 1000;
}

/** The upload that peers, who have nothing to do, should carry instead; null when there is none. */
export function slowUpload(plan: SegmentPlan, facts: EndFacts): Planned | null {
  const { uploading } = plan;
  const hadChance = ({ sinceMs }: Planned) => facts.nowMs - sinceMs >= rules.uploadChanceMs;
  const last = uploading.findLast((upload) => !upload.isShared && hadChance(upload));
  return last && isSlower(last, facts.relaySpeed / uploading.length, facts.peersSpeed) ? last : null;
}

/** Whether peers would carry the whole segment sooner than the relay the rest of it. */
function isSlower({ sizeBytes, sentBytes }: Planned, uploadSpeed: number, peersSpeed: number | null): boolean {
  // Peers of whom nothing is known take over only what stands still.
  if (peersSpeed === null) return uploadSpeed === 0;
  // The relay still has to say that it has it all.
  const restBytes = Math.max(sizeBytes - sentBytes, BLOCK_BYTES);
  return sizeBytes * uploadSpeed < restBytes * peersSpeed;
}
