import { describe, expect, test } from 'vitest';
import { type MatchInput, type MatchLife, nextMatch, PROPOSAL_LIFE_MS, type Side } from './matchState.ts';

const now = 1_000_000;
const proposed: MatchLife = { state: 'proposed', proposer: 'low', expiresAtMs: now + 1 };
const overdue: MatchLife = { state: 'proposed', proposer: 'low', expiresAtMs: now };
const open: MatchLife = { state: 'accepted', proposer: 'low', content: { low: false, high: false } };
const halfContent: MatchLife = { state: 'accepted', proposer: 'low', content: { low: true, high: false } };
const ended = (state: 'declined' | 'withdrawn' | 'expired' | 'completed'): MatchLife => ({ state, proposer: 'low' });

type Name = 'propose' | 'accept' | 'decline' | 'withdraw' | 'be-content';
const step = (life: MatchLife, input: Name, by: Side) => nextMatch(life, { input, by, nowMs: now } as MatchInput);

/** "=" means: nothing to do; a dotted word is the refusal; anything else the state that follows. */
const table: [name: string, life: MatchLife, answers: Record<Name, [low: string, high: string]>][] = [
  [
    'proposed by low',
    proposed,
    {
      propose: ['=', 'accepted'],
      accept: ['matches.not_recipient', 'accepted'],
      decline: ['matches.not_recipient', 'declined'],
      withdraw: ['withdrawn', 'matches.not_proposer'],
      'be-content': ['matches.not_accepted', 'matches.not_accepted'],
    },
  ],
  [
    'proposed by low, past its time',
    overdue,
    {
      propose: ['proposed', 'proposed'],
      accept: ['matches.not_recipient', 'matches.expired'],
      decline: ['matches.not_recipient', 'matches.expired'],
      withdraw: ['matches.expired', 'matches.not_proposer'],
      'be-content': ['matches.not_accepted', 'matches.not_accepted'],
    },
  ],
  [
    'accepted',
    open,
    {
      propose: ['matches.already_open', '='],
      accept: ['matches.not_recipient', '='],
      decline: ['matches.not_recipient', 'matches.already_decided'],
      withdraw: ['matches.already_decided', 'matches.not_proposer'],
      'be-content': ['accepted', 'accepted'],
    },
  ],
  [
    'accepted, low is content',
    halfContent,
    {
      propose: ['matches.already_open', '='],
      accept: ['matches.not_recipient', '='],
      decline: ['matches.not_recipient', 'matches.already_decided'],
      withdraw: ['matches.already_decided', 'matches.not_proposer'],
      'be-content': ['=', 'completed'],
    },
  ],
  [
    'declined by high',
    ended('declined'),
    {
      propose: ['matches.declined_before', 'proposed'],
      accept: ['matches.not_recipient', 'matches.already_decided'],
      decline: ['matches.not_recipient', '='],
      withdraw: ['matches.already_decided', 'matches.not_proposer'],
      'be-content': ['matches.not_accepted', 'matches.not_accepted'],
    },
  ],
  [
    'withdrawn by low',
    ended('withdrawn'),
    {
      propose: ['proposed', 'proposed'],
      accept: ['matches.not_recipient', 'matches.already_decided'],
      decline: ['matches.not_recipient', 'matches.already_decided'],
      withdraw: ['=', 'matches.not_proposer'],
      'be-content': ['matches.not_accepted', 'matches.not_accepted'],
    },
  ],
  [
    'expired',
    ended('expired'),
    {
      propose: ['proposed', 'proposed'],
      accept: ['matches.not_recipient', 'matches.expired'],
      decline: ['matches.not_recipient', 'matches.expired'],
      withdraw: ['matches.expired', 'matches.not_proposer'],
      'be-content': ['matches.not_accepted', 'matches.not_accepted'],
    },
  ],
  [
    'completed',
    ended('completed'),
    {
      propose: ['matches.already_open', 'matches.already_open'],
      accept: ['matches.not_recipient', 'matches.already_decided'],
      decline: ['matches.not_recipient', 'matches.already_decided'],
      withdraw: ['matches.already_decided', 'matches.not_proposer'],
      'be-content': ['=', '='],
    },
  ],
];

describe.each(table)('a match that is %s', (_name, life, answers) => {
  const cases = Object.entries(answers).flatMap(([input, [low, high]]) => [
    [input as Name, 'low' as Side, low] as const,
    [input as Name, 'high' as Side, high] as const,
  ]);
  test.each(cases)('%s by %s → %s', (input, by, expected) => {
    const result = step(life, input, by);
    if (expected === '=') expect(result).toEqual({ life });
    else if (expected.includes('.')) expect(result).toEqual({ refusal: expected });
    else expect(result).toMatchObject({ life: { state: expected } });
  });
});

test('a proposal lives for a day, and who asks again is then the proposer', () => {
  expect(step(ended('withdrawn'), 'propose', 'high')).toEqual({
    life: { state: 'proposed', proposer: 'high', expiresAtMs: now + PROPOSAL_LIFE_MS },
  });
});

test('being content is remembered for each side alone', () => {
  expect(step(open, 'be-content', 'high')).toEqual({ life: { ...open, content: { low: false, high: true } } });
});

test('a further transfer opens a completed match again, with nobody content yet', () => {
  expect(nextMatch(ended('completed'), { input: 'reopen', nowMs: now })).toEqual({ life: open });
  expect(nextMatch(halfContent, { input: 'reopen', nowMs: now })).toEqual({ life: halfContent });
  expect(nextMatch(ended('declined'), { input: 'reopen', nowMs: now })).toEqual({ refusal: 'matches.not_accepted' });
});

test('time turns only an open proposal into an expired one', () => {
  expect(nextMatch(overdue, { input: 'expire', nowMs: now })).toEqual({ life: { state: 'expired', proposer: 'low' } });
  expect(nextMatch(proposed, { input: 'expire', nowMs: now })).toEqual({ life: proposed });
  expect(nextMatch(open, { input: 'expire', nowMs: now })).toEqual({ life: open });
});
