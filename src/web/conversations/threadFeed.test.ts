import { expect, test } from 'vitest';
import type { Message } from '../../shared/conversations/conversation.ts';
import { type AppError, RefusedError } from '../core/appError.ts';
import { type FeedState, makeThreadFeed, type PageRange, type ThreadCache } from './threadFeed.ts';
import type { Thread } from './threadStore.ts';

const messageOf = (seq: number) => ({ id: `m${seq}`, seq, clientId: `c${seq}`, author: { id: 'ada' } }) as Message;

function makeCache(): ThreadCache {
  let kept: Thread | null = null;
  const save = async (thread: Thread) => {
    kept = thread;
  };
  return { load: async () => kept, save };
}

/** A server with so many messages, and a feed that shows them. */
function openFeed(total: number, isAway: () => boolean | AppError = () => false, cache = makeCache()) {
  let state!: FeedState;
  const asked: number[] = [];
  const fetchPage = async ({ beforeSeq = total + 1, afterSeq, limit }: PageRange) => {
    asked.push(beforeSeq);
    const refusal = isAway();
    if (refusal)
      throw new RefusedError(refusal === true ? { code: 'client.unreachable', kind: 'unreachable' } : refusal);
    const first = afterSeq === undefined ? Math.max(1, beforeSeq - limit) : afterSeq + 1;
    const last = afterSeq === undefined ? beforeSeq - 1 : Math.min(total, afterSeq + limit);
    const messages = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => messageOf(first + index));
    return { messages, lastSeq: total };
  };
  const feed = makeThreadFeed({ fetchPage, cache, onChange: (next) => (state = next) });
  return { feed, asked, state: () => state, seqs: () => state.thread.messages.map(({ seq }) => seq) };
}

test('a reader who comes back to the end lets go of what they had paged up to, and can page up to it again', async () => {
  const { feed, seqs } = openFeed(1000);
  await feed.open();
  while (seqs().length < 500) await feed.loadOlder();
  feed.forgetOlder();
  expect([seqs()[0], seqs().at(-1)]).toEqual([801, 1000]);
  feed.hear(messageOf(1001));
  await feed.loadOlder();
  expect(seqs()).toEqual(Array.from({ length: 251 }, (_, index) => 751 + index));
});

test('a thread that is not long keeps all it has', async () => {
  const { feed, seqs } = openFeed(300);
  await feed.open();
  while (seqs().length < 300) await feed.loadOlder();
  feed.forgetOlder();
  expect(seqs()).toHaveLength(300);
});

test('a thread in which nothing was said is known as such without a network, one that was never open is not', async () => {
  const cache = makeCache();
  const { feed } = openFeed(0, undefined, cache);
  await feed.open();
  feed.close();
  const again = openFeed(0, () => true, cache);
  await again.feed.open();
  expect(again.state()).toMatchObject({ phase: 'behind', isKnown: true });
  again.feed.close();
  const never = openFeed(3, () => true);
  await never.feed.open();
  expect(never.state()).toMatchObject({ phase: 'behind', isKnown: false });
  never.feed.close();
});

test('a page above that cannot be had is asked for again by the reader or once the server answers, not by scrolling', async () => {
  let isAway = false;
  const { feed, asked, seqs } = openFeed(500, () => isAway);
  await feed.open();
  isAway = true;
  const before = asked.length;
  for (let n = 0; n < 3; n++) await feed.nearTop();
  expect(asked).toHaveLength(before + 1);
  await feed.loadOlder();
  expect(asked).toHaveLength(before + 2);
  isAway = false;
  feed.reconnected();
  await expect.poll(() => feed.nearTop().then(() => seqs().length)).toBe(100);
  feed.close();
});

test('a fault of the server does not close a conversation that is read; being put out of it does', async () => {
  let refusal: AppError | false = false;
  const { feed, state, seqs } = openFeed(500, () => refusal);
  await feed.open();
  refusal = { code: 'server.internal', kind: 'internal' };
  await feed.loadOlder();
  expect(state().phase).toBe('current');
  feed.reconnected();
  await expect.poll(() => state().phase).toBe('behind');
  expect(seqs()).toHaveLength(50);
  refusal = { code: 'conversations.not_found', kind: 'not_found' };
  await feed.loadOlder();
  expect(state().phase).toBe('refused');
  feed.close();
});

test('what closes a conversation may be undone before its refusal has come', async () => {
  const { feed, asked, state } = openFeed(500, () => {
    if (asked.length > 1) return false;
    feed.reconnected();
    return { code: 'conversations.not_found', kind: 'not_found' };
  });
  await feed.open();
  expect(state()).toMatchObject({ phase: 'current', refusal: null });
  feed.close();
});

test('what is announced while a busy server refuses the page before it does not ask again ahead of time', async () => {
  let isBusy = false;
  const busy: AppError = { code: 'request.rate_limited', kind: 'rate_limited', retryAfterSeconds: 60 };
  const { feed, asked, state } = openFeed(10, () => isBusy && busy);
  await feed.open();
  isBusy = true;
  feed.hear(messageOf(20));
  feed.hear(messageOf(21));
  await expect.poll(() => state().phase).toBe('behind');
  await new Promise(setImmediate);
  expect(asked).toHaveLength(2);
  feed.close();
});
