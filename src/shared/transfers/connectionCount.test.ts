import { describe, expect, it } from 'vitest';
import { type CountPolicy, nextCount, startCountPolicy } from './connectionCount.ts';

/** Runs the policy over a link whose goodput depends on the number of connections; tells the count second by second. */
function run(goodputOf: (count: number, second: number) => number, seconds: number, maxCount = 8): number[] {
  let policy: CountPolicy = startCountPolicy(0);
  let ackedBytes = 0;
  const counts: number[] = [];
  for (let second = 1; second <= seconds; second++) {
    ackedBytes += goodputOf(policy.count, second);
    policy = nextCount(policy, {
      nowMs: second * 1000,
      ackedBytes,
      liveCount: policy.count,
      isMoving: true,
      maxCount,
    });
    counts.push(policy.count);
  }
  return counts;
}

describe('[T10] how many peer connections', () => {
  it('climbs to the cap while each one pays', () => {
    const counts = run((count) => 400_000 * count, 60);
    expect(counts.slice(0, 6)).toEqual([1, 1, 2, 2, 2, 2]);
    expect(Math.max(...counts)).toBe(8);
  });

  it.each([
    { each: 80_000, steps: [1, 4, 8] },
    { each: 300_000, steps: [1, 2, 4, 5, 6, 7, 8] },
  ])('takes larger steps where little gets through: $each bytes a second on each', ({ each, steps }) => {
    expect([...new Set(run((count) => each * count, 60))]).toEqual(steps);
  });

  it('goes back to what it was when twice as many do not pay', () => {
    const counts = run((count) => 300_000 * Math.min(count, 2), 30);
    expect([...new Set(counts)]).toEqual([1, 2, 4]);
    expect(counts.at(-1)).toBe(2);
  });

  it('stays below the cap of a phone', () => {
    expect(Math.max(...run((count) => 400_000 * count, 60, 4))).toBe(4);
  });

  it('goes back to one where more do not pay, and asks ever more rarely', () => {
    const counts = run(() => 30_000_000, 300);
    expect(counts[6]).toBe(1);
    expect(Math.max(...counts)).toBe(2);
    expect(counts.filter((count) => count === 2).length).toBeLessThan(counts.length / 15);
  });

  it('stops climbing at the link’s limit', () => {
    const counts = run((count) => Math.min(count, 3) * 1_000_000, 40);
    expect(counts.at(-1)).toBe(3);
  });

  it('comes down when the link becomes clean', () => {
    const counts = run((count, second) => (second < 40 ? 400_000 * count : 8_000_000), 1200);
    expect(Math.max(...counts)).toBe(8);
    expect(counts.at(-1)!).toBeLessThanOrEqual(2);
  });

  it('takes no time without movement as evidence', () => {
    const policy = startCountPolicy(0);
    const still = { nowMs: 60_000, ackedBytes: 0, liveCount: 1, isMoving: false, maxCount: 8 };
    expect(nextCount(policy, still)).toMatchObject({ count: 1, fromMs: 60_000 });
  });

  it('gives up on one that does not come up', () => {
    const trying: CountPolicy = { ...startCountPolicy(0), phase: 'trying_more', count: 2, before: 1 };
    const input = { ackedBytes: 5_000_000, liveCount: 1, isMoving: true, maxCount: 8 };
    expect(nextCount(trying, { ...input, nowMs: 4000 }).count).toBe(2);
    expect(nextCount(trying, { ...input, nowMs: 7000 })).toMatchObject({ count: 1, phase: 'steady' });
  });
});
