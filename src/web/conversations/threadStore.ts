import type { Message, MessagePage } from '../../shared/conversations/conversation.ts';

/** What this browser holds of a conversation: messages by ascending `seq`, and the highest number it has heard of. */
export interface Thread {
  readonly messages: readonly Message[];
  readonly lastSeq: number;
}

/** What to ask the server for: all that follows a number, or just the newest page. */
export type Question = { afterSeq: number } | 'newest';

export const emptyThread: Thread = { messages: [], lastSeq: 0 };

/** Who was away this long sees the newest page at once; what lies between is read by paging up. */
const FAR_BEHIND = 400;

/** Adds messages wherever they come from: each number once, in order, whatever order they arrive in. */
export function merge(thread: Thread, incoming: readonly Message[], lastSeq = 0): Thread {
  const highest = Math.max(thread.lastSeq, lastSeq, ...incoming.map((message) => message.seq));
  const held = new Set(thread.messages.map((message) => message.seq));
  const added = new Map(incoming.filter(({ seq }) => !held.has(seq)).map((message) => [message.seq, message]));
  if (added.size === 0 && highest === thread.lastSeq) return thread;
  const messages = added.size === 0 ? thread.messages : [...thread.messages, ...added.values()].sort(bySeq);
  return { messages, lastSeq: highest };
}

/** Adds the answer to a question. A newest page beyond a wide gap replaces what is before the gap. */
export function mergeAnswer(thread: Thread, question: Question, page: MessagePage): Thread {
  const first = page.messages[0]?.seq;
  const leavesGap = question === 'newest' && first !== undefined && first > solidThrough(thread) + 1;
  const kept = leavesGap ? { ...thread, messages: thread.messages.filter(({ seq }) => seq >= first) } : thread;
  return merge(kept, page.messages, page.lastSeq);
}

/** The last number up to which nothing is missing; 0 when nothing is held. */
export function solidThrough({ messages }: Thread): number {
  const first = messages[0]?.seq;
  if (first === undefined) return 0;
  // The run from the first message holds while each stands at its place.
  const gap = messages.findIndex(({ seq }, index) => seq !== first + index);
  return gap === -1 ? first + messages.length - 1 : first + gap - 1;
}

/** What to ask when it is unknown whether anything was missed: after opening, and after each (re)connect. */
export function firstQuestion(thread: Thread): Question {
  return thread.messages.length === 0 ? 'newest' : { afterSeq: solidThrough(thread) };
}

/** What is known to be missing; null when nothing is. */
export function missing(thread: Thread): Question | null {
  const solid = solidThrough(thread);
  if (solid >= thread.lastSeq) return null;
  if (solid === 0 || thread.lastSeq - solid > FAR_BEHIND) return 'newest';
  return { afterSeq: solid };
}

/** Whether there is something to page up to. */
export const hasOlder = ({ messages }: Thread): boolean => (messages[0]?.seq ?? 1) > 1;

/** The newest messages without a gap, as they are kept for opening the thread offline. */
export function recent(thread: Thread, count: number): Thread {
  const solid = solidThrough(thread);
  const messages = thread.messages.filter(({ seq }) => seq <= solid).slice(-count);
  return { messages, lastSeq: solid };
}

const bySeq = (one: Message, other: Message): number => one.seq - other.seq;
