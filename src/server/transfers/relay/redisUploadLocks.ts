import { randomUUID } from 'node:crypto';
import { DomainError } from '../../../shared/core/errors.ts';
import type { SegmentId } from '../../../shared/core/ids.ts';
import type { RedisLink } from '../../adapters/redis/redisLink.ts';
import { makeUploadCalls } from './redisUploadCalls.ts';
import type { Release, UploadLocks } from './uploadLocks.port.ts';

export interface LeaseTimes {
  /** A lock whose node has died, or has not reached Redis for so long, is another's to take. */
  leaseMs: number;
  renewMs: number;
  /** How often whoever waits asks again: a call may be lost. */
  askAgainMs: number;
}

/** The lease is shorter than a request waits for its lock: what a dead node held, the next request gets. */
const usualTimes: LeaseTimes = { leaseMs: 7000, renewMs: 2000, askAgainMs: 500 };

// KEYS: lock. ARGV: holder, lease. Also what renews it: a lock that Redis forgot is its holder's, if nobody took it since.
const TAKE = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

// KEYS: lock. ARGV: holder.
const GIVE_BACK = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`;

/**
 * Upload locks over all nodes, as leases. While Redis is away nobody gets one: an upload waits, and what came is kept.
 * Whoever holds one is asked to let go once its lease may have ended, by its own clock.
 */
export function makeRedisUploadLocks(link: RedisLink, times: LeaseTimes = usualTimes): UploadLocks {
  const takeScript = link.script(TAKE);
  const giveBackScript = link.script(GIVE_BACK);
  const calls = makeUploadCalls(link);

  /** Null: Redis did not say, and may have done it. */
  const take = (id: SegmentId, holder: string): Promise<boolean | null> =>
    takeScript([link.key('upload', id)], [holder, times.leaseMs]).then(
      (answer) => answer === 1,
      () => null,
    );
  async function giveBack(id: SegmentId, holder: string): Promise<void> {
    await giveBackScript([link.key('upload', id)], [holder]).catch(() => {});
    calls.call('freed', id, holder);
  }

  /** Keeps a lock, which was asked for at that instant, until it is given back. */
  function keep(id: SegmentId, holder: string, askedAt: number, onWanted: () => void): Release {
    let isOver = false;
    let isTold = false;
    let ending: NodeJS.Timeout | undefined;
    function tell(): void {
      if (isTold || isOver) return;
      isTold = true;
      onWanted();
    }
    // Before Redis gives it to another, so that there is time to let go.
    function tellBeforeEnd(takenAt: number): void {
      clearTimeout(ending);
      ending = setTimeout(tell, Math.max(0, takenAt + times.leaseMs * 0.8 - performance.now()));
    }
    async function renew(): Promise<void> {
      const now = performance.now();
      const isMine = await take(id, holder);
      if (isMine && !isOver) tellBeforeEnd(now);
      if (isMine === false) tell();
      // Given back while Redis was asked, it would be nobody's until its lease ends.
      if (isOver && isMine !== false) await giveBack(id, holder);
    }
    const unhear = calls.hear('wanted', id, (by) => by !== holder && tell());
    const timer = setInterval(renew, times.renewMs);
    tellBeforeEnd(askedAt);
    return async () => {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      clearTimeout(ending);
      unhear();
      await giveBack(id, holder);
    };
  }

  return {
    async acquire(id, { onWanted, waitMs, signal }) {
      const holder = randomUUID();
      const deadline = performance.now() + waitMs;
      const isOver = () => signal?.aborted || performance.now() >= deadline;
      let wasFreed = false;
      let wake = () => {};
      const wakeUp = () => wake();
      const unhear = calls.hear('freed', id, () => {
        wasFreed = true;
        wake();
      });
      signal?.addEventListener('abort', wakeUp);
      const untilFreed = () =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(times.askAgainMs, deadline - performance.now()));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      try {
        while (!signal?.aborted) {
          wasFreed = false;
          const askedAt = performance.now();
          const isMine = await take(id, holder);
          if (isMine && !signal?.aborted) return keep(id, holder, askedAt, onWanted);
          // Also whoever gets it next hears it: those who do not get it then ask again.
          if (!isMine) calls.call('wanted', id, holder);
          if (isOver()) break;
          if (!wasFreed) await untilFreed();
        }
      } finally {
        unhear();
        signal?.removeEventListener('abort', wakeUp);
      }
      void giveBack(id, holder);
      throw new DomainError('relay.busy');
    },
  };
}
