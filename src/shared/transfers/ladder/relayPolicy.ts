import { addSample, type RateWindow, speedOf } from '../rate.ts';
import { ladderRules as rules } from './ladderRules.ts';
import { type Trouble, troubleOf } from './trouble.ts';

/** Why the relay is in use. */
export type RelayReason =
  /** The person left the files there. */
  | 'left'
  | Trouble
  /** Peers carry blocks, but slowly: the relay is tried beside them. */
  | 'slow';

export interface RelayPolicy {
  reason: RelayReason | null;
  sinceMs: number;
  /** When peers last acked something, or had nothing to ack. */
  fineAtMs: number;
  /** Since when the peer is there; null while it is away. */
  presentSinceMs: number | null;
  /** There was a connection since the peer is there. */
  hasMet: boolean;
  /** Since when peers have been carrying blocks; and since when they alone. Null while they do not. */
  movingSinceMs: number | null;
  aloneSinceMs: number | null;
  /** Since when peers have had blocks to carry without a break, acked or not, and what they had carried by then. */
  busySinceMs: number | null;
  busyFromBytes: number;
  peersBytes: number;
  peers: RateWindow;
  relay: RateWindow;
  /** Speed of the peers when a trial began. */
  speedBefore: number;
  isProven: boolean;
  restUntilMs: number;
  failures: number;
}

export interface RelayInput {
  nowMs: number;
  /** The person and the server both let the relay be used. */
  isAllowed: boolean;
  isLeft: boolean;
  isPaused: boolean;
  isPeerPresent: boolean;
  /** Peer connections that may carry blocks now. */
  readyConnections: number;
  /** Blocks are under way to the peer. */
  hasUnacked: boolean;
  /** The peers take blocks faster than this device reads and seals them. */
  isStarving: boolean;
  /** Blocks wait to be given out. */
  hasFree: boolean;
  isUploading: boolean;
  /** Acked over peer connections, and taken by the relay, since the session began. */
  peersBytes: number;
  relayBytes: number;
  bytesLeft: number;
}

export function startRelayPolicy(nowMs: number): RelayPolicy {
  return {
    reason: null,
    sinceMs: nowMs,
    fineAtMs: nowMs,
    presentSinceMs: null,
    hasMet: false,
    movingSinceMs: null,
    aloneSinceMs: null,
    busySinceMs: null,
    busyFromBytes: 0,
    peersBytes: 0,
    peers: [],
    relay: [],
    speedBefore: 0,
    isProven: false,
    restUntilMs: 0,
    failures: 0,
  };
}

/** Whether the relay should carry blocks now. Called a few times a second; nothing else decides. */
export function nextRelay(policy: RelayPolicy, input: RelayInput): RelayPolicy {
  const { nowMs } = input;
  const seen = observe(policy, input);
  if (!input.isAllowed || input.isPaused || input.bytesLeft <= 0) return off(seen, nowMs);
  if (input.isLeft) return on(seen, 'left', nowMs);
  const trouble = troubleOf(seen, input);
  // Where the peers were lost, what was learned beside them no longer holds.
  if (trouble) return on({ ...seen, restUntilMs: 0, failures: 0 }, trouble, nowMs);
  if (seen.reason === 'left') return off(seen, nowMs);
  if (seen.reason === null) return isWorthATrial(seen, input) ? startTrial(seen, nowMs) : seen;
  return seen.movingSinceMs === null ? seen : judge(seen, nowMs);
}

/** The relay does not earn its place beside the peers: no trial for a while, for longer each time. */
export function restRelay(policy: RelayPolicy, nowMs: number): RelayPolicy {
  const waitMs = Math.min(rules.longestRestMs, rules.restMs * 2 ** policy.failures);
  return { ...off(policy, nowMs), restUntilMs: nowMs + waitMs, failures: policy.failures + 1 };
}

function observe(policy: RelayPolicy, input: RelayInput): RelayPolicy {
  const { nowMs, peersBytes, relayBytes, isPaused, isPeerPresent, hasUnacked } = input;
  const isReady = input.readyConnections > 0;
  const hasMoved = peersBytes > policy.peersBytes;
  const fineAtMs = hasMoved || isPaused || (isReady && !hasUnacked) ? nowMs : policy.fineAtMs;
  // Nothing to carry is no movement: such time tells nothing of their speed. Nor is a connection, before its first ack.
  const canMove = isReady && !isPaused && nowMs - fineAtMs < rules.stalledMs && (hasUnacked || input.hasFree);
  const isMoving = canMove && (hasMoved || policy.movingSinceMs !== null);
  const isBusy = isReady && !isPaused && hasUnacked;
  return {
    ...policy,
    fineAtMs,
    presentSinceMs: isPeerPresent ? (policy.presentSinceMs ?? nowMs) : null,
    hasMet: isReady || (isPeerPresent && policy.hasMet),
    movingSinceMs: isMoving ? (policy.movingSinceMs ?? nowMs) : null,
    aloneSinceMs: isMoving && !input.isUploading ? (policy.aloneSinceMs ?? nowMs) : null,
    busySinceMs: isBusy ? (policy.busySinceMs ?? nowMs) : null,
    busyFromBytes: policy.busySinceMs === null ? peersBytes : policy.busyFromBytes,
    peersBytes,
    peers: addSample(isMoving && policy.movingSinceMs === null ? [] : policy.peers, { atMs: nowMs, bytes: peersBytes }),
    relay: addSample(policy.relay, { atMs: nowMs, bytes: relayBytes }),
  };
}

function isWorthATrial(policy: RelayPolicy, { nowMs, bytesLeft, isUploading, isStarving }: RelayInput): boolean {
  // What still goes up from before shares the peers' way: their speed alone is not known yet.
  if (nowMs < policy.restUntilMs || isUploading) return false;
  // It is not their way that is slow: thousands of small files take long to be opened, whichever way they go.
  if (isStarving) return false;
  const speed = settledSpeed(policy, nowMs) ?? crawlingSpeed(policy, nowMs);
  return speed !== null && speed < rules.slowSpeed && bytesLeft > (speed * rules.slowTimeLeftMs) / 1000;
}

/** What peers do now that they had time to find their speed; null before. */
function settledSpeed({ aloneSinceMs, peers }: RelayPolicy, nowMs: number): number | null {
  const isSettled = aloneSinceMs !== null && nowMs - aloneSinceMs >= rules.settleMs;
  return isSettled ? (speedOf(peers) ?? 0) : null;
}

/** So slow from the start that this cannot be how a free link begins; null when it is not. */
function crawlingSpeed({ busySinceMs, busyFromBytes, peersBytes }: RelayPolicy, nowMs: number): number | null {
  if (busySinceMs === null || nowMs - busySinceMs < rules.crawlMs) return null;
  const speed = ((peersBytes - busyFromBytes) * 1000) / (nowMs - busySinceMs);
  // Nothing at all is another trouble, and given more time.
  return speed > 0 && speed < rules.crawlSpeed ? speed : null;
}

function startTrial(policy: RelayPolicy, nowMs: number): RelayPolicy {
  return { ...on(policy, 'slow', nowMs), speedBefore: speedOf(policy.peers) ?? 0, isProven: false };
}

/** Both run: does the relay earn its place? */
function judge(policy: RelayPolicy, nowMs: number): RelayPolicy {
  const ranMs = nowMs - Math.max(policy.sinceMs, policy.movingSinceMs!);
  if (ranMs < rules.trialMs) return policy;
  const peers = speedOf(policy.peers) ?? 0;
  const relay = speedOf(policy.relay) ?? 0;
  if (policy.reason !== 'slow') {
    // The trouble is over. Where it left the peers crawling, the relay has earned its place already; else that is for a
    // trial to tell, once they have found their speed.
    const isEarned = peers < rules.crawlSpeed && relay >= rules.peersEnough * peers && relay > 0;
    return isEarned ? { ...on(policy, 'slow', nowMs), isProven: true, failures: 0 } : off(policy, nowMs);
  }
  const isEnough = peers >= rules.fastSpeed || (peers > 0 && peers >= rules.peersEnough * relay);
  if (isEnough) return restRelay(policy, nowMs);
  if (policy.isProven) return policy;
  if (peers + relay < rules.trialWorth * policy.speedBefore) return restRelay(policy, nowMs);
  return { ...policy, isProven: true, failures: 0 };
}

function on(policy: RelayPolicy, reason: RelayReason, nowMs: number): RelayPolicy {
  return policy.reason === reason ? policy : { ...policy, reason, sinceMs: nowMs };
}

function off(policy: RelayPolicy, nowMs: number): RelayPolicy {
  return policy.reason === null ? policy : { ...policy, reason: null, sinceMs: nowMs };
}
