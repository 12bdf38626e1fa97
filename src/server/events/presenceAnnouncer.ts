import type { AccountId } from '../../shared/core/ids.ts';
import type { PresenceChange } from '../../shared/events/events.sockets.ts';
import type { Announce, Topic } from '../core/ports.ts';

/** More than these are not named: whoever shows people asks for them. */
export const MOST_NAMED = 50;

/**
 * Tells of comings and goings. One by itself is told at once; what follows on the same topic waits for `flush` and is told
 * together. When the Wi-Fi of a hall comes back two thousand come in the same seconds, and to tell each of them to all
 * others one by one would be four million announcements.
 */
export function makePresenceAnnouncer(announce: Announce) {
  /** Topics told of something since the last flush but one, and what waits for the next. */
  const busy = new Map<Topic, Map<AccountId, PresenceChange>>();

  return {
    note(topics: readonly Topic[], change: PresenceChange): void {
      const quiet = topics.filter((topic) => !busy.has(topic));
      // Of someone who comes and goes meanwhile the last counts.
      for (const topic of topics) busy.get(topic)?.set(change.accountId, change);
      for (const topic of quiet) busy.set(topic, new Map());
      if (quiet.length > 0) announce('presence:changed', quiet, { changes: [change] });
    },

    /** To be called every moment: tells what waits. */
    flush(): void {
      for (const [topic, waiting] of busy) {
        if (waiting.size === 0) {
          busy.delete(topic);
          continue;
        }
        const changes = waiting.size > MOST_NAMED ? null : [...waiting.values()];
        announce('presence:changed', topic, { changes });
        busy.set(topic, new Map());
      }
    },
  };
}
