import type { TransferId } from '../../../shared/core/ids.ts';
import type { PeerName } from '../../../shared/transfers/transfers.sockets.ts';
import type { Clock } from '../../core/ports.ts';
import { makeMemoryRoster } from '../../transfers/memoryRoster.ts';
import type { Roster } from '../../transfers/roster.port.ts';
import { orLocally } from './orLocally.ts';
import type { RedisLink } from './redisLink.ts';
import { lasting, NOW } from './redisTime.ts';

/** What Redis keeps longer than it counts, so that someone is there to say the farewells. */
const KEPT_MS = 10 * 60_000;

// KEYS: last instant of each device, farewells, this device's connections. ARGV: now, lasts, kept, device, connection, farewell.
const KEEP = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('ZADD', KEYS[3], now + ARGV[2], ARGV[5])
local last = redis.call('ZRANGE', KEYS[3], -1, -1, 'WITHSCORES')[2]
redis.call('ZADD', KEYS[1], last, ARGV[4])
redis.call('HSET', KEYS[2], ARGV[4], ARGV[6])
redis.call('PEXPIRE', KEYS[3], math.max(last - now, 0) + ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[3] * 6)
redis.call('PEXPIRE', KEYS[2], ARGV[3] * 6)
return 1`;

// The same keys. ARGV: now, device, connection. 1 when it was there and was the last.
const DROP = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
if redis.call('ZREM', KEYS[3], ARGV[3]) == 0 then return 0 end
local last = redis.call('ZRANGE', KEYS[3], -1, -1, 'WITHSCORES')[2]
if last then
  redis.call('ZADD', KEYS[1], last, ARGV[2])
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('HDEL', KEYS[2], ARGV[2])
return 1`;

// KEYS: last instant of each device. ARGV: now, device.
const IS_HERE = `${NOW}
local last = redis.call('ZSCORE', KEYS[1], ARGV[2])
return last and tonumber(last) > now and 1 or 0`;

// KEYS: last instant of each device, farewells. ARGV: now.
const TAKE_FAREWELLS = `${NOW}
local gone = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, 200)
if #gone == 0 then return {} end
redis.call('ZREM', KEYS[1], unpack(gone))
local farewells = {}
for _, farewell in ipairs(redis.call('HMGET', KEYS[2], unpack(gone))) do
  if farewell then farewells[#farewells + 1] = farewell end
end
redis.call('HDEL', KEYS[2], unpack(gone))
return farewells`;

/** The roster over all nodes. While Redis is away a node knows its own connections, whose entries it keeps here too. */
export function makeRedisRoster(link: RedisLink, clock: Clock, time: 'redis' | 'clock' = 'redis'): Roster {
  const ofThisNode = makeMemoryRoster(clock);
  const [keep, drop] = [link.script(KEEP), link.script(DROP)];
  const [isHere, takeFarewells] = [link.script(IS_HERE), link.script(TAKE_FAREWELLS)];
  const now = () => (time === 'redis' ? '' : clock.now().getTime());
  const devices = link.key('roster');
  const farewells = link.key('roster-farewells');
  const memberOf = (transfer: TransferId, device: PeerName) => `${transfer} ${device}`;
  const keysOf = (member: string) => [devices, farewells, link.key('roster', member)];

  return {
    async keep(transfer, device, connectionId, until, farewell) {
      await ofThisNode.keep(transfer, device, connectionId, until, farewell);
      const member = memberOf(transfer, device);
      const values = [now(), lasting(clock, until), KEPT_MS, member, connectionId, farewell];
      await orLocally(keep(keysOf(member), values), () => null);
    },
    async drop(transfer, device, connectionId) {
      const wasLastHere = await ofThisNode.drop(transfer, device, connectionId);
      const member = memberOf(transfer, device);
      const asked = drop(keysOf(member), [now(), member, connectionId]);
      return orLocally(
        asked.then((answer) => answer === 1),
        () => wasLastHere,
      );
    },
    isHere: (transfer, device) =>
      orLocally(
        isHere([devices], [now(), memberOf(transfer, device)]).then((answer) => answer === 1),
        () => ofThisNode.isHere(transfer, device),
      ),
    async takeFarewells() {
      const ofHere = await ofThisNode.takeFarewells();
      return orLocally(takeFarewells([devices, farewells], [now()]) as Promise<string[]>, () => ofHere);
    },
  };
}
