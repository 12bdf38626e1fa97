import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Message } from '../../shared/conversations/conversation.ts';
import { RefusedError } from '../core/appError.ts';
import { makeOutbox, type Unsent } from './outbox.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const written = (n: number) => ({ clientId: `c${n}`, conversationId: 'chat', refusal: null }) as unknown as Unsent;

test('what waits is said to wait until something arrives, however often it is tried', async () => {
  const network = { isAway: true };
  const seen: string[] = [];
  let tries = 0;
  const storage = { all: async () => [], add: () => Promise.reject(), update: async () => {}, remove: async () => {} };
  const outbox = makeOutbox({
    storage,
    send: async () => {
      tries++;
      if (network.isAway) throw new RefusedError({ code: 'client.unreachable', kind: 'unreachable' });
      return { seq: 1 } as Message;
    },
    alone: (_id, work) => work(),
    onSent: () => {},
    onChange: () => seen.push(outbox.items().map(outbox.stateOf).join(' ')),
  });
  await outbox.add(written(1));
  await outbox.add(written(2));
  const before = seen.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toBeGreaterThan(5);
  expect(new Set(seen.slice(before))).toEqual(new Set(['waiting waiting']));
  network.isAway = false;
  await outbox.wake();
  await vi.waitFor(() => expect(outbox.items()).toEqual([]));
  expect(seen).toContain('sending');
  outbox.close();
});
