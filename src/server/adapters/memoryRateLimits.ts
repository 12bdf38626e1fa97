import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../../shared/core/errors.ts';
import { type BudgetName, budgets, type RateLimits } from '../core/ports.ts';

/** Budgets kept in this process. */
export function makeMemoryRateLimits(): RateLimits {
  const limiters = new Map(
    Object.entries(budgets).map(([name, { points, seconds }]) => [
      name as BudgetName,
      new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
    ]),
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
