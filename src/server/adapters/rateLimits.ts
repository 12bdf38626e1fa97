import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../../shared/core/errors.ts';
import { type BudgetName, budgets } from '../core/budgets.ts';
import type { RateLimits } from '../core/ports.ts';

type Budget = { points: number; seconds: number };

/** Budgets kept in this process. */
export const makeMemoryRateLimits = (): RateLimits => makeRateLimits((_name, _budget, ofThisNode) => ofThisNode);

/** Budgets kept by a limiter for each, which is made beside one that counts in this process. */
export function makeRateLimits(
  limiterOf: (name: BudgetName, budget: Budget, ofThisNode: RateLimiterMemory) => RateLimiterAbstract,
): RateLimits {
  const limiters = new Map(
    (Object.entries(budgets) as [BudgetName, Budget][]).map(([name, { points, seconds }]) => {
      const ofThisNode = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds });
      return [name, limiterOf(name, { points, seconds }, ofThisNode)];
    }),
  );
  return {
    async spend(budget, key, points = 1) {
      try {
        await limiters.get(budget)?.consume(key, points);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw new DomainError('request.rate_limited', { retryAfterSeconds });
      }
    },
    async giveBack(budget, key) {
      await limiters.get(budget)?.reward(key, 1);
    },
  };
}
