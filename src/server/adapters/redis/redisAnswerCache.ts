import { randomUUID } from 'node:crypto';
import { ANSWER_LASTS_MS, type AnswerCache, type CacheSubject } from '../../core/ports.ts';
import { orLocally } from './orLocally.ts';
import type { RedisLink } from './redisLink.ts';

const VERSION_LASTS_MS = 24 * 3_600_000;

/**
 * Answers kept where every node finds them, each with the version of its subject. Versions are random: a Redis that forgot
 * one, and not yet the answers, never gives the same again. While Redis is away nothing is kept.
 */
export function makeRedisAnswerCache(link: RedisLink): AnswerCache {
  const versionKey = (subject: CacheSubject) => link.key('version', subject);
  const untold = new Set<CacheSubject>();

  async function changed(subject: CacheSubject): Promise<void> {
    untold.add(subject);
    const told = link.ask((redis) => redis.set(versionKey(subject), randomUUID(), 'PX', VERSION_LASTS_MS));
    await told.then(
      () => untold.delete(subject),
      () => {},
    );
  }

  // Other nodes may have reached Redis all along, and still believe what this one has changed.
  link.onBack(() => {
    for (const subject of untold) void changed(subject);
  });

  return {
    async answer<T>(subject: CacheSubject, key: string, make: () => Promise<T>): Promise<T> {
      const entry = link.key('answer', subject, key);
      // What changes while the answer is made may be missing in it: the version is of before.
      const asked = link.ask((redis) => redis.mget(versionKey(subject), entry));
      const [version, kept] = await orLocally(asked, () => [null, null]);
      if (version && kept?.startsWith(version)) return JSON.parse(kept.slice(version.length)) as T;
      const made = await make();
      const keep = link.ask((redis) =>
        version
          ? redis.set(entry, version + JSON.stringify(made), 'PX', ANSWER_LASTS_MS)
          : redis.set(versionKey(subject), randomUUID(), 'PX', VERSION_LASTS_MS, 'NX'),
      );
      keep.catch(() => {});
      return made;
    },
    changed,
  };
}
