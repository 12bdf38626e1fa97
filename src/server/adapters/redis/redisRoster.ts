import type { Clock } from '../../core/ports.ts';
import { makeMemoryRoster } from '../../transfers/memoryRoster.ts';
import type { Roster } from '../../transfers/roster.port.ts';
import { orLocally } from './orLocally.ts';
import type { RedisLink } from './redisLink.ts';
import { lasting, NOW } from './redisTime.ts';

const KEPT_MS = 60_000;

// KEYS: connections of a device, until when. ARGV: now, lasts, kept, connection.
const KEEP = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[4])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
redis.call('PEXPIRE', KEYS[1], math.max(last - now, 0) + ARGV[3])
return 1`;

// ARGV: now, connection. 1 when it was there and was the last.
const DROP = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local wasThere = redis.call('ZREM', KEYS[1], ARGV[2])
return wasThere == 1 and redis.call('ZCARD', KEYS[1]) == 0 and 1 or 0`;

// ARGV: now.
const COUNT = `${NOW}
return redis.call('ZCOUNT', KEYS[1], '(' .. string.format('%.0f', now), '+inf')`;

/** The roster over all nodes. While Redis is away a node knows its own connections, whose entries it keeps here too. */
export function makeRedisRoster(link: RedisLink, clock: Clock, time: 'redis' | 'clock' = 'redis'): Roster {
  const ofThisNode = makeMemoryRoster(clock);
  const keep = link.script(KEEP);
  const drop = link.script(DROP);
  const count = link.script(COUNT);
  const now = () => (time === 'redis' ? '' : clock.now().getTime());

  return {
    async keep(transfer, device, connectionId, until) {
      await ofThisNode.keep(transfer, device, connectionId, until);
      const values = [now(), lasting(clock, until), KEPT_MS, connectionId];
      await orLocally(keep([link.key('roster', transfer, device)], values), () => null);
    },
    async drop(transfer, device, connectionId) {
      const wasLastHere = await ofThisNode.drop(transfer, device, connectionId);
      const asked = drop([link.key('roster', transfer, device)], [now(), connectionId]);
      return orLocally(
        asked.then((answer) => answer === 1),
        () => wasLastHere,
      );
    },
    async isHere(transfer, device) {
      const asked = count([link.key('roster', transfer, device)], [now()]) as Promise<number>;
      return orLocally(
        asked.then((connections) => connections > 0),
        () => ofThisNode.isHere(transfer, device),
      );
    },
  };
}
