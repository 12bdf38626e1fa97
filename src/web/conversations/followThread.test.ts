import { expect, test } from 'vitest';
import type { ConversationId } from '../../shared/core/ids.ts';
import { RefusedError } from '../core/appError.ts';
import { followThread, type ThreadNews } from './followThread.ts';
import { type FeedState, makeThreadFeed } from './threadFeed.ts';

const [here, elsewhere] = ['here', 'elsewhere'] as ConversationId[] as [ConversationId, ConversationId];

/** A thread on the screen, as it stands, and the news that reach it. */
function openThread(mayRead: () => boolean) {
  const handlers = new Map<string, (payload: never) => void>();
  const on = (name: string, handler: (payload: never) => void) => {
    handlers.set(name, handler);
    return () => void handlers.delete(name);
  };
  let state!: FeedState;
  let asked = 0;
  const feed = makeThreadFeed({
    cache: { load: async () => null, save: async () => {} },
    fetchPage: async () => {
      asked += 1;
      if (!mayRead()) throw new RefusedError({ code: 'conversations.not_found', kind: 'not_found' });
      return { messages: [], lastSeq: 0 };
    },
    onChange: (next) => {
      state = next;
    },
  });
  const leave = followThread(feed, here, {
    onReady: (handler) => on('ready', handler),
    onAnnouncement: on as ThreadNews['onAnnouncement'],
    onMessageSent: (handler) => on('sent', handler),
  });
  const tellMembership = (conversationId: ConversationId) =>
    handlers.get('conversation:membership-changed')?.({ conversationId, isMember: mayRead() } as never);
  return { feed, leave, handlers, tellMembership, phase: () => state.phase, asked: () => asked };
}

test('a thread closes when its reader is out of the conversation, and opens when they are in it again', async () => {
  let isMember = true;
  const thread = openThread(() => isMember);
  await thread.feed.open();
  expect(thread.phase()).toBe('current');
  isMember = false;
  thread.tellMembership(elsewhere);
  expect(thread.asked()).toBe(1);
  thread.tellMembership(here);
  await expect.poll(thread.phase).toBe('refused');
  isMember = true;
  thread.tellMembership(here);
  await expect.poll(thread.phase).toBe('current');
  thread.leave();
  expect(thread.handlers.size).toBe(0);
  thread.feed.close();
});
