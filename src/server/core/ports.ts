import type { AnnouncementName, Announcements } from '../../shared/core/announcements.ts';
import type {
  AccountId,
  ConversationId,
  DeviceId,
  DownloadId,
  EventId,
  SessionId,
  ShareId,
} from '../../shared/core/ids.ts';
import type { BudgetName } from './budgets.ts';

/** The present instant; a test's clock stands still until it is moved. */
export interface Clock {
  now(): Date;
}

/** A delivery address for announcements. */
export type Topic =
  | `account:${AccountId}`
  | `session:${SessionId}`
  | `device:${DeviceId}`
  | `conversation:${ConversationId}`
  | `event:${EventId}`
  /** What visitors of a share hear: all of them, or the one with this download. */
  | `share:${ShareId}`
  | `download:${DownloadId}`;

/** Tells a committed fact to whoever listens to these topics; each socket hears it once. */
export type Announce = <N extends AnnouncementName>(name: N, to: Topic | Topic[], payload: Announcements[N]) => void;

/** Fan-out between sockets: in process, or over all nodes. */
export interface Fanout {
  announce: Announce;
  /** Every socket of this account hears the topic from now on (or no longer). */
  subscribe(account: AccountId, topic: Topic): void;
  unsubscribe(account: AccountId, topic: Topic): void;
  /** Cuts the sockets of an ended session, on whatever node they are. */
  disconnect(topic: Topic): void;
}

/**
 * Answers that are kept for a moment, so that who asks the same again costs no query. Each belongs to a subject; when the
 * subject changes none of them holds any more, on any node. Losing them loses nothing.
 */
export interface AnswerCache {
  /** The answer kept for this key, or the one that is made now, and kept. Answers are plain JSON. */
  answer<T>(subject: CacheSubject, key: string, make: () => Promise<T>): Promise<T>;
  /** To be waited for once the change is committed, and before anyone is told of it. Never fails. */
  changed(subject: CacheSubject): Promise<void>;
}

export type CacheSubject = 'events';

/** The longest that an answer is believed, should the word of a change be lost with the node that had it to tell. */
export const ANSWER_LASTS_MS = 30_000;

/** A named budget of attempts, spent by key. Refuses with `request.rate_limited`. */
export interface RateLimits {
  spend(budget: BudgetName, key: string, points?: number): Promise<void>;
  /** What was spent before it was known to be right, where only what is wrong counts. */
  giveBack(budget: BudgetName, key: string): Promise<void>;
}

/** What services write about their own lifecycle: ids, never contents. */
export interface Log {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}
