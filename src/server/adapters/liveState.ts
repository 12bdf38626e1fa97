import type { MakeRevocations } from '../accounts/revocations.ts';
import { makeMemoryRevocations } from '../accounts/revocations.ts';
import type { AnswerCache, Clock, Log, RateLimits } from '../core/ports.ts';
import type { Presence } from '../events/presence.port.ts';
import { makeMemoryRoster } from '../transfers/memoryRoster.ts';
import type { Roster } from '../transfers/roster.port.ts';
import { makeMemoryAnswerCache } from './answerCache.ts';
import { makeMemoryPresence } from './memoryPresence.ts';
import { makeMemoryRateLimits } from './rateLimits.ts';
import { makeRedisAnswerCache } from './redis/redisAnswerCache.ts';
import { openRedisLink, type RedisLink, type RedisSettings, whenUp } from './redis/redisLink.ts';
import { makeRedisPresence } from './redis/redisPresence.ts';
import { makeRedisRateLimits } from './redis/redisRateLimits.ts';
import { makeRedisRevocations } from './redis/redisRevocations.ts';
import { makeRedisRoster } from './redis/redisRoster.ts';

/** What is stale in seconds and yet the same on every node; nothing of it is needed to know what happened. */
export interface LiveState {
  limits: RateLimits;
  cache: AnswerCache;
  presence: Presence;
  roster: Roster;
  makeRevocations: MakeRevocations;
}

/** Live state of one process that is all there is. */
export const makeMemoryLiveState = (clock: Clock): LiveState => ({
  limits: makeMemoryRateLimits(),
  cache: makeMemoryAnswerCache(clock),
  presence: makeMemoryPresence(clock),
  roster: makeMemoryRoster(clock),
  makeRevocations: makeMemoryRevocations,
});

/** Live state that nodes share. */
export const makeRedisLiveState = (link: RedisLink, clock: Clock): LiveState => ({
  limits: makeRedisRateLimits(link),
  cache: makeRedisAnswerCache(link),
  presence: makeRedisPresence(link, clock),
  roster: makeRedisRoster(link, clock),
  makeRevocations: makeRedisRevocations(link),
});

const FIRST_WAIT_MS = 10_000;

/** Opens the way to Redis where one is set up. A node that does not find it starts all the same. */
export async function openRedis(settings: RedisSettings | null, log: Log): Promise<RedisLink | null> {
  if (!settings) return null;
  const link = openRedisLink(settings, log);
  await whenUp(link, FIRST_WAIT_MS);
  return link;
}
