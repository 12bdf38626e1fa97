import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { openTestRedis, type TestRedis } from '../../../testing/services/testRedis.ts';
import { revocationsContract } from '../../accounts/revocations.contract.ts';
import { describePresence } from '../../events/presence.contract.ts';
import { describeRoster } from '../../transfers/roster.contract.ts';
import { describeAnswerCache } from '../answerCache.contract.ts';
import { describeRateLimits } from '../rateLimits.contract.ts';
import { makeRedisAnswerCache } from './redisAnswerCache.ts';
import { makeRedisPresence } from './redisPresence.ts';
import { makeRedisRateLimits } from './redisRateLimits.ts';
import { makeRedisRevocations } from './redisRevocations.ts';
import { makeRedisRoster } from './redisRoster.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await openTestRedis();
});
afterAll(() => redis.close());

describe('on Redis', () => {
  describePresence('Redis', async (clock) => {
    const prefix = randomUUID();
    const [here, there] = [await redis.link(prefix), await redis.link(prefix)];
    return {
      presence: makeRedisPresence(here, clock, 'clock'),
      elsewhere: makeRedisPresence(there, clock, 'clock'),
      close: async () => {
        here.close();
        there.close();
      },
    };
  });

  describeRoster('Redis', async (clock) => {
    const prefix = randomUUID();
    return {
      roster: makeRedisRoster(await redis.link(prefix), clock, 'clock'),
      elsewhere: makeRedisRoster(await redis.link(prefix), clock, 'clock'),
    };
  });

  describeAnswerCache('Redis', async () => {
    const prefix = randomUUID();
    return {
      cache: makeRedisAnswerCache(await redis.link(prefix)),
      elsewhere: makeRedisAnswerCache(await redis.link(prefix)),
      close: async () => {},
    };
  });

  describe('revocations in Redis', () => {
    revocationsContract(async () => makeRedisRevocations(await redis.link()));
  });

  describeRateLimits('Redis', async () => {
    const prefix = randomUUID();
    return {
      limits: makeRedisRateLimits(await redis.link(prefix)),
      elsewhere: makeRedisRateLimits(await redis.link(prefix)),
      close: async () => {},
    };
  });
});
