import type { Message, MessagePage } from '../../shared/conversations/conversation.ts';
import { messageLimits } from '../../shared/conversations/conversationRules.ts';
import { type AppError, toAppError } from '../core/appError.ts';
import { isPassing, retryDelayMs } from '../core/retrying.ts';
import {
  emptyThread,
  firstQuestion,
  hasOlder,
  merge,
  mergeAnswer,
  missing,
  type Question,
  recent,
  solidThrough,
  type Thread,
} from './threadStore.ts';

export interface PageRange {
  beforeSeq?: number;
  afterSeq?: number;
  limit: number;
}

/** Where the newest messages are kept between visits. */
export interface ThreadCache {
  load(): Promise<Thread | null>;
  save(thread: Thread): Promise<void>;
}

export interface ThreadFeedParts {
  fetchPage(range: PageRange): Promise<MessagePage>;
  cache: ThreadCache;
  onChange(state: FeedState): void;
}

export interface FeedState {
  thread: Thread;
  /** `behind`: what is held is shown, and the server cannot be asked for more just now. */
  phase: 'loading' | 'current' | 'behind' | 'refused';
  refusal: AppError | null;
  isFetchingOlder: boolean;
  /** The server has told of it, now or on an earlier visit: what is not there was not said. */
  isKnown: boolean;
}

export const nothingYet: FeedState = {
  thread: emptyThread,
  phase: 'loading',
  refusal: null,
  isFetchingOlder: false,
  isKnown: false,
};

/** A fault of the server may pass, too: a conversation that is read is not closed for it. */
const mayPass = (refusal: AppError) => isPassing(refusal) || refusal.kind === 'internal';

/** So many a phone draws without effort. */
const KEPT_AT_END = 200;
const MOST_AT_END = 2 * KEPT_AT_END;

export type ThreadFeed = ReturnType<typeof makeThreadFeed>;

/**
 * Keeps one thread whole: what was cached, what is announced, and by number whatever was missed in between. Nothing
 * that is announced needs to arrive; being told `reconnected` is enough to come right again.
 */
export function makeThreadFeed({ fetchPage, cache, onChange }: ThreadFeedParts) {
  let state = nothingYet;
  let isClosed = false;
  let isAsking = false;
  let mustAskAgain = false;
  let failures = 0;
  let isOlderAway = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(change: Partial<FeedState>): void {
    if (isClosed) return;
    const hasNews = (change.thread && change.thread !== state.thread) || (change.isKnown && !state.isKnown);
    state = { ...state, ...change };
    onChange(state);
    // A cache that fails (a full disk, a private window) costs only opening the thread offline.
    if (hasNews) cache.save(recent(state.thread, messageLimits.pageSize)).catch(() => {});
  }

  const ask = async (question: Question): Promise<void> => {
    const range =
      question === 'newest'
        ? { limit: messageLimits.pageSize }
        : { afterSeq: question.afterSeq, limit: messageLimits.catchUpSize };
    const page = await fetchPage(range);
    set({ thread: mergeAnswer(state.thread, question, page), isKnown: true });
  };

  // One at a time. A reconnect meanwhile asks once more: the answer under way may be older than it.
  async function catchUp(): Promise<void> {
    mustAskAgain = true;
    if (isAsking || isClosed) return;
    isAsking = true;
    clearTimeout(timer);
    try {
      while (mustAskAgain && !isClosed) {
        mustAskAgain = false;
        let question: Question | null = firstQuestion(state.thread);
        while (question && !isClosed) {
          const before = solidThrough(state.thread);
          await ask(question);
          const isStuck = solidThrough(state.thread) === before;
          question = isStuck ? null : missing(state.thread);
        }
      }
      failures = 0;
      isOlderAway = false;
      set({ phase: 'current', refusal: null });
    } catch (thrown) {
      failed(toAppError(thrown));
    } finally {
      isAsking = false;
    }
    // What failed in passing is asked for again when its time has come.
    if (mustAskAgain && state.phase === 'refused') await catchUp();
  }

  function failed(refusal: AppError): void {
    set({ phase: mayPass(refusal) ? 'behind' : 'refused', refusal });
    if (mayPass(refusal)) timer = setTimeout(() => void catchUp(), retryDelayMs(failures++, refusal));
  }

  async function loadOlder(): Promise<void> {
    const oldest = state.thread.messages[0]?.seq;
    if (oldest === undefined || !hasOlder(state.thread) || state.isFetchingOlder) return;
    set({ isFetchingOlder: true });
    try {
      const page = await fetchPage({ beforeSeq: oldest, limit: messageLimits.pageSize });
      // The thread may have been replaced by a newest page meanwhile; then this page no longer touches it.
      const isStillOldest = state.thread.messages[0]?.seq === oldest;
      set({
        thread: isStillOldest ? merge(state.thread, page.messages, page.lastSeq) : state.thread,
        isFetchingOlder: false,
      });
    } catch (thrown) {
      isOlderAway = true;
      const refusal = toAppError(thrown);
      set({ isFetchingOlder: false, ...(mayPass(refusal) ? {} : { phase: 'refused', refusal }) });
    }
  }

  return {
    /** Shows what is cached, then asks for what followed. */
    async open(): Promise<void> {
      const cached = await cache.load().catch(() => null);
      // Something may have been announced while the cache was read.
      if (cached && !isClosed) {
        set({ thread: merge(cached, state.thread.messages, state.thread.lastSeq), isKnown: true });
      }
      await catchUp();
    },

    /** A message was announced, or is the answer to one's own. */
    hear(message: Message): void {
      // Before anything is loaded a lone message would look like the whole thread; the first answer brings it.
      if (state.thread.messages.length === 0 && message.seq !== 1) void catchUp();
      else set({ thread: merge(state.thread, [message]) });
      if (missing(state.thread)) void catchUp();
    },

    /** Announcements flow again; some may have been missed. */
    reconnected: (): void => void catchUp(),

    /** Loads the page above what is held; resolves when it is there, or cannot be had now. */
    async loadOlder(): Promise<void> {
      isOlderAway = false;
      await loadOlder();
    },

    /** The reader comes near to what is above. A page that could not be had is not asked for again unasked. */
    async nearTop(): Promise<void> {
      if (!isOlderAway) await loadOlder();
    },

    /** Lets go of what was paged up to, for a reader who is back at the end: it is a page away. */
    forgetOlder(): void {
      const { messages } = state.thread;
      if (messages.length <= MOST_AT_END) return;
      set({ thread: { ...state.thread, messages: messages.slice(-KEPT_AT_END) } });
    },

    close(): void {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
