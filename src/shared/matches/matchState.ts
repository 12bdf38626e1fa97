import type { ErrorCode } from '../core/errors.ts';

/** The pair is stored in order of their ids; who asked stands apart. */
export type Side = 'low' | 'high';

/** What stands between two people at one event. */
export type MatchLife =
  | { state: 'proposed'; proposer: Side; expiresAtMs: number }
  | { state: 'accepted'; proposer: Side; content: Record<Side, boolean> }
  | { state: 'declined' | 'withdrawn' | 'expired' | 'completed'; proposer: Side };

export type MatchInput =
  | { input: 'propose' | 'accept' | 'decline' | 'withdraw' | 'be-content'; by: Side; nowMs: number }
  /** A further transfer is offered: what was complete is open again. */
  | { input: 'reopen'; nowMs: number }
  | { input: 'expire'; nowMs: number };

export type MatchStep = { life: MatchLife } | { refusal: ErrorCode };

/** An unanswered proposal ends after this. */
export const PROPOSAL_LIFE_MS = 24 * 3600_000;

/** What an input makes of a match. The same life handed back means that there is nothing to do. */
export function nextMatch(life: MatchLife, input: MatchInput): MatchStep {
  const seen = asOf(life, input.nowMs);
  switch (input.input) {
    case 'propose':
      return propose(seen, input.by, input.nowMs);
    case 'accept':
      return decide(seen, input.by, 'accepted');
    case 'decline':
      return decide(seen, input.by, 'declined');
    case 'withdraw':
      return withdraw(seen, input.by);
    case 'be-content':
      return beContent(seen, input.by);
    case 'reopen':
      if (seen.state === 'completed') return { life: opened(seen.proposer) };
      return seen.state === 'accepted' ? { life: seen } : { refusal: 'matches.not_accepted' };
    case 'expire':
      return { life: seen };
  }
}

/** A proposal past its time has expired, whether or not the sweep has come by. */
export function asOf(life: MatchLife, nowMs: number): MatchLife {
  if (life.state !== 'proposed' || life.expiresAtMs > nowMs) return life;
  return { state: 'expired', proposer: life.proposer };
}

export function otherSide(side: Side): Side {
  return side === 'low' ? 'high' : 'low';
}

function opened(proposer: Side): MatchLife {
  return { state: 'accepted', proposer, content: { low: false, high: false } };
}

function propose(life: MatchLife, by: Side, nowMs: number): MatchStep {
  switch (life.state) {
    case 'proposed':
      // Both want the same: the second proposal is the answer to the first.
      return { life: life.proposer === by ? life : opened(life.proposer) };
    case 'declined':
      // Only the one who said no may change their mind; the other is not to ask again and again.
      return life.proposer === by ? { refusal: 'matches.declined_before' } : proposed(by, nowMs);
    case 'withdrawn':
    case 'expired':
      return proposed(by, nowMs);
    case 'accepted':
      // Whoever answered by proposing and lost our reply on the way asks again, and has what they asked for.
      return life.proposer === by ? { refusal: 'matches.already_open' } : { life };
    case 'completed':
      return { refusal: 'matches.already_open' };
  }
}

function proposed(proposer: Side, nowMs: number): MatchStep {
  return { life: { state: 'proposed', proposer, expiresAtMs: nowMs + PROPOSAL_LIFE_MS } };
}

function decide(life: MatchLife, by: Side, to: 'accepted' | 'declined'): MatchStep {
  if (life.proposer === by) return { refusal: 'matches.not_recipient' };
  if (life.state === to) return { life };
  if (life.state === 'expired') return { refusal: 'matches.expired' };
  if (life.state !== 'proposed') return { refusal: 'matches.already_decided' };
  return { life: to === 'accepted' ? opened(life.proposer) : { state: to, proposer: life.proposer } };
}

function withdraw(life: MatchLife, by: Side): MatchStep {
  if (life.proposer !== by) return { refusal: 'matches.not_proposer' };
  if (life.state === 'withdrawn') return { life };
  if (life.state === 'expired') return { refusal: 'matches.expired' };
  if (life.state !== 'proposed') return { refusal: 'matches.already_decided' };
  return { life: { state: 'withdrawn', proposer: by } };
}

function beContent(life: MatchLife, by: Side): MatchStep {
  if (life.state === 'completed') return { life };
  if (life.state !== 'accepted') return { refusal: 'matches.not_accepted' };
  if (life.content[by]) return { life };
  if (life.content[otherSide(by)]) return { life: { state: 'completed', proposer: life.proposer } };
  return { life: { ...life, content: { ...life.content, [by]: true } } };
}
