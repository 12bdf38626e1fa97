import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budgets } from '../core/budgets.ts';
import type { RateLimits } from '../core/ports.ts';

export interface OpenRateLimits {
  limits: RateLimits;
  /** The same budgets as another node spends from them; memory has no other node. */
  elsewhere?: RateLimits;
  close(): Promise<void>;
}

/** What every adapter of RateLimits must do. */
export function describeRateLimits(name: string, open: () => Promise<OpenRateLimits>): void {
  describe(`rate limits in ${name}`, () => {
    let opened: OpenRateLimits;
    let limits: RateLimits;
    beforeAll(async () => {
      opened = await open();
      limits = opened.limits;
    });
    afterAll(() => opened.close());
    const { points, seconds } = budgets.login;
    const isLet = (by: RateLimits, key: string, spent = 1) =>
      by.spend('login', key, spent).then(
        () => true,
        () => false,
      );

    it('lets as many through as there are points, then says when to come again', async () => {
      const key = randomUUID();
      for (let attempt = 0; attempt < points; attempt++) await limits.spend('login', key);
      const refusal = await limits.spend('login', key).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'request.rate_limited' });
      const { retryAfterSeconds } = refusal as { retryAfterSeconds: number };
      expect(retryAfterSeconds).toBeGreaterThan(seconds - 60);
      expect(retryAfterSeconds).toBeLessThanOrEqual(seconds);
    });

    it('neither another key nor another budget is touched by that', async () => {
      const key = randomUUID();
      expect(await isLet(limits, key, points)).toBe(true);
      expect(await isLet(limits, key)).toBe(false);
      expect(await isLet(limits, randomUUID())).toBe(true);
      await limits.spend('message', key);
    });

    it('what is given back may be spent again', async () => {
      const key = randomUUID();
      expect(await isLet(limits, key, points)).toBe(true);
      await limits.giveBack('login', key);
      expect(await isLet(limits, key)).toBe(true);
      expect(await isLet(limits, key)).toBe(false);
    });

    it('of many at once, on whichever node, as many are let through as there are points', async () => {
      const key = randomUUID();
      const nodes = [limits, opened.elsewhere ?? limits];
      const tries = Array.from({ length: points * 3 }, (_, index) => isLet(nodes[index % 2]!, key));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(points);
    });
  });
}
