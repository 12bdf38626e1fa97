import { describe, expect, it } from 'vitest';
import { ladderRules as rules } from './ladderRules.ts';
import { nextRelay, type RelayInput, type RelayPolicy, type RelayReason, startRelayPolicy } from './relayPolicy.ts';

const STEP_MS = 250;
const MEGABYTE = 1_000_000;

/** What happens in a stretch of time; speeds in bytes per second. */
type Stretch = Partial<Omit<RelayInput, 'nowMs' | 'peersBytes' | 'relayBytes'>> & {
  forMs: number;
  peersSpeed?: number;
  relaySpeed?: number;
};

const usual = {
  isAllowed: true,
  isLeft: false,
  isPaused: false,
  isPeerPresent: true,
  readyConnections: 1,
  hasUnacked: true,
  isStarving: false,
  hasFree: true,
  isUploading: false,
  bytesLeft: 1000 * MEGABYTE,
};

/** Lives through the stretches; the relay carries only while it is used. Tells every change of mind. */
function live(...stretches: Stretch[]): { policy: RelayPolicy; turns: [atMs: number, reason: RelayReason | null][] } {
  let policy = startRelayPolicy(0);
  const turns: [number, RelayReason | null][] = [];
  let nowMs = 0;
  let peersBytes = 0;
  let relayBytes = 0;
  for (const { forMs, peersSpeed = 0, relaySpeed = 0, ...input } of stretches) {
    for (const endMs = nowMs + forMs; nowMs < endMs; ) {
      nowMs += STEP_MS;
      peersBytes += (peersSpeed * STEP_MS) / 1000;
      const isUsed = policy.reason !== null;
      if (isUsed) relayBytes += (relaySpeed * STEP_MS) / 1000;
      const next = nextRelay(policy, { ...usual, isUploading: isUsed, ...input, nowMs, peersBytes, relayBytes });
      if (next.reason !== policy.reason) turns.push([nowMs, next.reason]);
      policy = next;
    }
  }
  return { policy, turns };
}

const slow = 0.5 * MEGABYTE;
const crawling = 0.08 * MEGABYTE;
const alone = { readyConnections: 0, hasUnacked: false };
const moving = { peersSpeed: 5 * MEGABYTE };

describe('when the relay comes on', () => {
  it.each([
    {
      what: 'no connection came up',
      stretches: [{ forMs: 9000, ...alone }],
      atMs: STEP_MS + rules.unconnectedMs,
      reason: 'unconnected',
    },
    {
      what: 'the connections were lost',
      stretches: [
        { forMs: 4000, ...moving },
        { forMs: 6000, ...alone },
      ],
      atMs: 4000 + rules.disconnectedMs,
      reason: 'disconnected',
    },
    {
      what: 'the path died in silence and was then known to be lost',
      stretches: [{ forMs: 4000, ...moving }, { forMs: 4000 }, { forMs: 2000, ...alone }],
      atMs: 4000 + rules.disconnectedMs,
      reason: 'disconnected',
    },
    {
      what: 'nothing is acked',
      stretches: [{ forMs: 4000, ...moving }, { forMs: 11_000 }],
      atMs: 4000 + rules.stalledMs,
      reason: 'stalled',
    },
    {
      what: 'the receiver went',
      stretches: [
        { forMs: 4000, ...moving },
        { forMs: 11_000, ...alone, isPeerPresent: false },
      ],
      atMs: 4000 + rules.awayMs,
      reason: 'away',
    },
    {
      what: 'peers are slow',
      stretches: [{ forMs: 8000, peersSpeed: slow }],
      atMs: STEP_MS + rules.settleMs,
      reason: 'slow',
    },
    {
      what: 'peers crawl from the start',
      stretches: [{ forMs: 4000, peersSpeed: crawling }],
      atMs: STEP_MS + rules.crawlMs,
      reason: 'slow',
    },
    {
      what: 'peers crawl, having had nothing to carry before',
      stretches: [
        { forMs: 4000, hasUnacked: false, hasFree: false },
        { forMs: 4000, peersSpeed: crawling },
      ],
      atMs: 4000 + STEP_MS + rules.crawlMs,
      reason: 'slow',
    },
    {
      what: 'the files were left there',
      stretches: [{ forMs: 500, isLeft: true, ...moving }],
      atMs: STEP_MS,
      reason: 'left',
    },
  ] as { what: string; stretches: Stretch[]; atMs: number; reason: RelayReason }[])('$what', (row) => {
    // A path that falls silent may be found slow before it is known what happened to it.
    const turns = live(...row.stretches).turns.filter(([, reason]) => reason === row.reason || reason !== 'slow');
    expect(turns).toEqual([[row.atMs, row.reason]]);
  });

  it.each([
    { what: 'peers are fast', stretches: [{ forMs: 60_000, ...moving }] },
    { what: 'peers are slow, and nearly done', stretches: [{ forMs: 60_000, peersSpeed: slow, bytesLeft: 10 * slow }] },
    {
      what: 'peers crawl, and are nearly done',
      stretches: [{ forMs: 60_000, peersSpeed: crawling, bytesLeft: crawling }],
    },
    {
      what: 'peers find their speed within a moment',
      stretches: [{ forMs: 1500 }, { forMs: 60_000, ...moving }],
    },
    { what: 'nothing can be read yet', stretches: [{ forMs: 60_000, hasUnacked: false, hasFree: false }] },
    { what: 'it is forbidden', stretches: [{ forMs: 60_000, ...alone, isAllowed: false, isLeft: true }] },
    { what: 'it is paused', stretches: [{ forMs: 60_000, ...alone, isPaused: true, isLeft: true }] },
    { what: 'all has arrived', stretches: [{ forMs: 60_000, ...alone, bytesLeft: 0 }] },
    { what: 'it was paused a moment ago', stretches: [{ forMs: 60_000, isPaused: true }, { forMs: 9000 }] },
    {
      what: 'earlier uploads still share the way',
      stretches: [{ forMs: 60_000, peersSpeed: slow, isUploading: true }],
    },
  ] as { what: string; stretches: Stretch[] }[])('not when $what', ({ stretches }) => {
    expect(live(...stretches).turns).toEqual([]);
  });
});

describe('when the relay goes off', () => {
  it.each([
    { what: 'the person pauses', last: { isPaused: true } },
    { what: 'it is forbidden', last: { isAllowed: false } },
    { what: 'all has arrived', last: { bytesLeft: 0 } },
  ])('$what', ({ last }) => {
    const { turns } = live({ forMs: 10_000, ...alone }, { forMs: 500, ...alone, ...last });
    expect(turns.at(-1)).toEqual([10_000 + STEP_MS, null]);
  });

  it('when peers that were lost move again for a while', () => {
    const { turns } = live({ forMs: 10_000, ...alone }, { forMs: 20_000, ...moving, relaySpeed: MEGABYTE });
    expect(turns.slice(1)).toEqual([[10_000 + STEP_MS + rules.trialMs, null]]);
  });

  it('not when peers that move again crawl: the relay has earned its place', () => {
    const { turns, policy } = live(
      { forMs: 10_000, ...alone, relaySpeed: MEGABYTE },
      { forMs: 60_000, peersSpeed: crawling, relaySpeed: MEGABYTE },
    );
    expect(turns.slice(1)).toEqual([[10_000 + STEP_MS + rules.trialMs, 'slow']]);
    expect(policy.isProven).toBe(true);
  });

  it('not when connections are up again and carry nothing', () => {
    const { turns } = live({ forMs: 10_000, ...alone }, { forMs: 500, hasUnacked: false }, { forMs: 9000 });
    expect(turns).toHaveLength(1);
  });

  it('when the person takes the leaving back', () => {
    const { turns } = live({ forMs: 500, ...moving, isLeft: true }, { forMs: 500, ...moving });
    expect(turns.at(-1)).toEqual([750, null]);
  });
});

describe('a trial beside slow peers', () => {
  const onMs = STEP_MS + rules.settleMs;

  it('is kept when it pays', () => {
    const { turns, policy } = live({ forMs: 120_000, peersSpeed: slow, relaySpeed: slow });
    expect(turns).toEqual([[onMs, 'slow']]);
    expect(policy.isProven).toBe(true);
  });

  it('ends when both together are no faster, and the rest doubles', () => {
    const { turns } = live(
      { forMs: onMs, peersSpeed: slow },
      // Both share one uplink: what the relay carries the peers lack.
      ...Array.from({ length: 6 }, () => [
        { forMs: rules.trialMs, peersSpeed: slow / 2, relaySpeed: slow / 2 },
        { forMs: rules.longestRestMs, peersSpeed: slow },
      ]).flat(),
    );
    const [first, off, second] = turns;
    expect([first, off?.[0]]).toEqual([[onMs, 'slow'], onMs + rules.trialMs]);
    expect(second![0] - off![0]).toBe(rules.restMs);
    const rests = turns.filter((_, n) => n % 2 === 1).map(([atMs], n) => (turns[2 * n + 2]?.[0] ?? Number.NaN) - atMs);
    expect(rests[1]).toBe(2 * rules.restMs);
    expect(Math.max(...rests.filter((rest) => !Number.isNaN(rest)))).toBeLessThanOrEqual(rules.longestRestMs);
  });

  it('ends when the peers become fast', () => {
    const before = { forMs: 40_000, peersSpeed: slow, relaySpeed: MEGABYTE };
    const { turns } = live(before, { forMs: 10_000, peersSpeed: 2 * rules.fastSpeed, relaySpeed: 5 * MEGABYTE });
    expect(turns.at(-1)![1]).toBeNull();
  });

  it('ends when the relay is hardly worth it beside them', () => {
    const { turns } = live({ forMs: 40_000, peersSpeed: slow, relaySpeed: slow / 4 });
    expect(turns[1]).toEqual([onMs + rules.trialMs, null]);
  });

  it('has learned nothing that outlives the path', () => {
    const failed = { forMs: 20_000, peersSpeed: slow };
    const { policy } = live(failed, { forMs: 6000, ...alone });
    expect(policy).toMatchObject({ reason: 'disconnected', failures: 0, restUntilMs: 0 });
  });
});
