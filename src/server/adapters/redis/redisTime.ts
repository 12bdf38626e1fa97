import type { Clock } from '../../core/ports.ts';

/**
 * The first lines of a script that compares instants: `now` is Redis's own, in ms, so that nodes whose clocks differ, or
 * are set, agree on what has ended; or the one that is given, where a test holds the clock. Keys expire some time later than what
 * they hold counts: that only tidies up.
 */
export const NOW = `local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end`;

/** How long something is kept that this node wants kept until then, in ms: what crosses to another clock is a duration. */
export const lasting = (clock: Clock, until: Date) => until.getTime() - clock.now().getTime();
