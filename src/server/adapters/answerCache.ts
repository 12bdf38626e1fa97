import { LRUCache } from 'lru-cache';
import { ANSWER_LASTS_MS, type AnswerCache, type CacheSubject, type Clock } from '../core/ports.ts';

const MOST_ANSWERS = 2000;

/** Answers kept in this process, those asked for last. They are kept as text: nobody can change what another will get. */
export function makeMemoryAnswerCache(clock: Clock): AnswerCache {
  const versions = new Map<CacheSubject, number>();
  const answers = new LRUCache<string, { version: number; text: string }>({
    max: MOST_ANSWERS,
    ttl: ANSWER_LASTS_MS,
    ttlResolution: 0,
    perf: { now: () => clock.now().getTime() },
  });
  const versionOf = (subject: CacheSubject) => versions.get(subject) ?? 0;

  return {
    async answer<T>(subject: CacheSubject, key: string, make: () => Promise<T>): Promise<T> {
      // What changes while the answer is made may be missing in it: the version is of before.
      const version = versionOf(subject);
      const entry = `${subject} ${key}`;
      const kept = answers.get(entry);
      if (kept?.version === version) return JSON.parse(kept.text) as T;
      const made = await make();
      answers.set(entry, { version, text: JSON.stringify(made) });
      return made;
    },
    changed: async (subject) => void versions.set(subject, versionOf(subject) + 1),
  };
}
