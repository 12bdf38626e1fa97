import type { RateLimiterMemory } from 'rate-limiter-flexible';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { RateLimits } from '../../core/ports.ts';
import { makeRateLimits } from '../rateLimits.ts';
import type { RedisLink } from './redisLink.ts';

/** Budgets counted over all nodes. While Redis is away each node counts what it sees, so that nothing is unlimited. */
export function makeRedisRateLimits(link: RedisLink): RateLimits {
  const storeClient = limiterClient(link);
  return makeRateLimits((name, budget, ofThisNode: RateLimiterMemory) => {
    const { points, seconds } = budget;
    return new RateLimiterRedis({
      keyPrefix: link.key('limit', name),
      points,
      duration: seconds,
      storeClient,
      rejectIfRedisNotReady: true,
      insuranceLimiter: ofThisNode,
    });
  });
}

// The limiters bring a script of their own; it goes the way of all our questions.
function limiterClient(link: RedisLink) {
  let spend: ReturnType<RedisLink['script']> | undefined;
  return {
    get status() {
      return link.isUp() ? 'ready' : 'away';
    },
    defineCommand(_name: string, { lua }: { lua: string }): void {
      spend ??= link.script(lua);
    },
    rlflxIncr: ([key, ...values]: string[]) => spend!([key!], values),
  };
}
