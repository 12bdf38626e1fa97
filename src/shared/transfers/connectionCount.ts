/**
 * How many peer connections to keep to one peer. One SCTP association is limited by random loss, so on bad Wi-Fi more of
 * them pay almost linearly; on a clean link they only cost. Nobody can know beforehand, so one more is tried while it pays.
 */
export interface CountPolicy {
  count: number;
  phase: 'steady' | 'trying_more' | 'trying_fewer';
  /** How many there were before the trial, and their goodput in bytes per second. */
  countBefore: number;
  before: number;
  /** Where the present measurement began. */
  fromMs: number;
  fromBytes: number;
  nextTrialAtMs: number;
  failures: number;
}

export interface CountInput {
  nowMs: number;
  /** Acked by the peer since the session began. */
  ackedBytes: number;
  /** Connections that carry blocks now. */
  liveCount: number;
  /** False while paused, not connected, or without anything to send: such time is no evidence. */
  isMoving: boolean;
  maxCount: number;
}

const MEASURE_MS = 3000;
const WORTH = 1.15;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 300_000;
const REVIEW_MS = 60_000;
/** Where so little gets through one more is too small a step: twice, or four times as many are tried at once. */
const TWICE_BELOW = 1_000_000;
const FOURFOLD_BELOW = 250_000;

export const connectionCaps = { mobile: 4, desktop: 8 };

export function startCountPolicy(nowMs: number): CountPolicy {
  return {
    count: 1,
    phase: 'steady',
    countBefore: 1,
    before: 0,
    fromMs: nowMs,
    fromBytes: 0,
    nextTrialAtMs: 0,
    failures: 0,
  };
}

/**
 * The policy after this moment; pure, in bytes and milliseconds. It changes the count only when blocks have gone over just as
 * many connections for three seconds: to try others, or back when they do not pay; and when a tried one does not come up.
 */
export function nextCount(policy: CountPolicy, input: CountInput): CountPolicy {
  const restarted = { ...policy, fromMs: input.nowMs, fromBytes: input.ackedBytes };
  // A new connection needs a moment to come up; until the wanted number carries blocks nothing is measured.
  if (!input.isMoving || input.liveCount !== policy.count) return giveUpOnMissing(policy, restarted, input);
  if (input.nowMs - policy.fromMs < MEASURE_MS) return policy;
  const goodput = ((input.ackedBytes - policy.fromBytes) * 1000) / (input.nowMs - policy.fromMs);
  switch (policy.phase) {
    case 'steady':
      return startTrial(restarted, goodput, input);
    case 'trying_more':
      return goodput >= policy.before * WORTH ? kept(restarted, input) : undone(restarted, input);
    case 'trying_fewer':
      return goodput * WORTH >= policy.before ? kept(restarted, input) : undone(restarted, input);
  }
}

function startTrial(policy: CountPolicy, goodput: number, { nowMs, maxCount }: CountInput): CountPolicy {
  if (nowMs < policy.nextTrialAtMs) return policy;
  const { count, failures } = policy;
  const before = { countBefore: count, before: goodput };
  if (count < maxCount && failures === 0) {
    return { ...policy, ...before, phase: 'trying_more', count: Math.min(maxCount, moreThan(count, goodput)) };
  }
  // The link may have become clean again: see whether one fewer does as well, then whether one more would pay.
  if (count > 1) return { ...policy, ...before, phase: 'trying_fewer', count: count - 1, failures: 0 };
  return { ...policy, ...before, phase: 'trying_more', count: Math.min(maxCount, count + 1) };
}

function moreThan(count: number, goodput: number): number {
  if (goodput < FOURFOLD_BELOW) return 4 * count;
  return goodput < TWICE_BELOW ? 2 * count : count + 1;
}

function kept(policy: CountPolicy, { nowMs, maxCount }: CountInput): CountPolicy {
  const nextTrialAtMs = policy.count >= maxCount ? nowMs + REVIEW_MS : 0;
  return { ...policy, phase: 'steady', nextTrialAtMs, failures: 0 };
}

function undone(policy: CountPolicy, { nowMs }: CountInput): CountPolicy {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** policy.failures);
  const failures = policy.failures + 1;
  return { ...policy, phase: 'steady', count: policy.countBefore, nextTrialAtMs: nowMs + wait, failures };
}

/** A trial connection that does not come up within a few seconds counts as one that does not pay. */
function giveUpOnMissing(policy: CountPolicy, restarted: CountPolicy, input: CountInput): CountPolicy {
  if (!input.isMoving || policy.phase !== 'trying_more') return restarted;
  return input.nowMs - policy.fromMs < 2 * MEASURE_MS ? policy : undone(restarted, input);
}
