import type { SessionId } from '../../../shared/core/ids.ts';
import type { MakeRevocations } from '../../accounts/revocations.ts';
import { orLocally } from './orLocally.ts';
import type { RedisLink } from './redisLink.ts';

/** So often what is in Redis is made to agree with the database, even if nothing went wrong. */
const FILLED_FOR_MS = 10 * 60_000;

/**
 * Ended sessions, where every node sees them at once. The database has them too: it fills a Redis that does not say it was
 * filled, and answers itself, more slowly, while Redis is away. So an ended session is never believed because Redis forgot.
 */
export function makeRedisRevocations(link: RedisLink): MakeRevocations {
  return (clock, { readRecent, hasEnded }) => {
    const filled = link.key('revocations');
    const keyOf = (session: SessionId) => link.key('revoked', session);
    const write = (session: SessionId, until: Date) => {
      const lastsMs = Math.max(1, until.getTime() - clock.now().getTime());
      return link.ask((redis) => redis.set(keyOf(session), until.getTime(), 'PX', lastsMs));
    };
    let filling: Promise<void> | undefined;

    function fill(): Promise<void> {
      filling ??= (async () => {
        const recent = await readRecent();
        await Promise.all(recent.map(({ session, until }) => write(session, until)));
        await link.ask((redis) => redis.set(filled, 1, 'PX', FILLED_FOR_MS));
      })().finally(() => {
        filling = undefined;
      });
      return filling;
    }

    async function ask(session: SessionId): Promise<boolean> {
      const read = () => link.ask((redis) => redis.mget(filled, keyOf(session)));
      let [isFilled, until] = await read();
      if (!isFilled) {
        await fill();
        [isFilled, until] = await read();
      }
      return Number(until ?? 0) > clock.now().getTime();
    }

    // What other nodes wrote, or this one could not write, while Redis was away is in the database alone.
    const forgetFilled = () => void link.ask((redis) => redis.del(filled)).catch(() => {});
    link.onBack(forgetFilled);

    return {
      // The session has ended in the database before this: what is not written here will be read there.
      add: async (session, until) => void (await write(session, until).catch(forgetFilled)),
      has: (session) => orLocally(ask(session), () => hasEnded(session)),
    };
  };
}
