import type { AccountId } from '../../../shared/core/ids.ts';
import type { Clock } from '../../core/ports.ts';
import type { Presence } from '../../events/presence.port.ts';
import { makeMemoryPresence } from '../memoryPresence.ts';
import { orLocally } from './orLocally.ts';
import type { RedisLink } from './redisLink.ts';
import { lasting, NOW } from './redisTime.ts';

/** What Redis keeps longer than it counts, so that someone is there to tell of who has gone. */
const KEPT_MS = 10 * 60_000;

// KEYS: last instant of each account, those of this account's connections. ARGV: now, lasts, kept, account, connection.
// Gone but not yet taken is still "here" to everyone who was told so: then it is no arrival.
const KEEP = `${NOW}
local ends = now + ARGV[2]
local hasArrived = redis.call('ZSCORE', KEYS[1], ARGV[4]) == false
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], ends, ARGV[5])
local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
redis.call('ZADD', KEYS[1], last, ARGV[4])
redis.call('PEXPIRE', KEYS[2], math.max(last - now, 0) + ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[3] * 6)
return hasArrived and 1 or 0`;

// KEYS: last instant of each account. ARGV: now.
const TAKE_GONE = `${NOW}
local gone = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, 500)
if #gone > 0 then redis.call('ZREM', KEYS[1], unpack(gone)) end
return gone`;

// KEYS: last instant of each account. ARGV: now, accounts.
const HERE_AMONG = `${NOW}
local here = {}
for i = 2, #ARGV do
  local ends = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if ends and tonumber(ends) > now then here[#here + 1] = ARGV[i] end
end
return here`;

/**
 * Presence over all nodes: the instant until which each connection is kept, and the last of them for each account. While
 * Redis is away a node knows its own connections, and goes on keeping them here as well, to have them when it is back.
 */
export function makeRedisPresence(link: RedisLink, clock: Clock, time: 'redis' | 'clock' = 'redis'): Presence {
  const ofThisNode = makeMemoryPresence(clock);
  const [keep, takeGone, hereAmong] = [KEEP, TAKE_GONE, HERE_AMONG].map((lua) => link.script(lua)) as [
    ReturnType<RedisLink['script']>,
    ReturnType<RedisLink['script']>,
    ReturnType<RedisLink['script']>,
  ];
  const accounts = link.key('presence');
  const now = () => (time === 'redis' ? '' : clock.now().getTime());

  return {
    async keep(account, connectionId, until) {
      const hasArrivedHere = await ofThisNode.keep(account, connectionId, until);
      const values = [now(), lasting(clock, until), KEPT_MS, account, connectionId];
      const asked = keep([accounts, link.key('presence', account)], values);
      return orLocally(
        asked.then((answer) => answer === 1),
        () => hasArrivedHere,
      );
    },
    async hereAmong(asked) {
      if (asked.length === 0) return new Set();
      const answer = hereAmong([accounts], [now(), ...asked]) as Promise<AccountId[]>;
      return orLocally(
        answer.then((here) => new Set(here)),
        () => ofThisNode.hereAmong(asked),
      );
    },
    async takeGone() {
      const goneFromHere = await ofThisNode.takeGone();
      return orLocally(takeGone([accounts], [now()]) as Promise<AccountId[]>, () => goneFromHere);
    },
  };
}
