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

const unreachable = new RefusedError({ code: 'client.unreachable', kind: 'unreachable' });
const busy = new RefusedError({ code: 'server.unavailable', kind: 'unavailable' });
const storage = { all: async () => [], add: () => Promise.reject(), update: async () => {}, remove: async () => {} };
const written = (n: number) => ({ clientId: `c${n}`, conversationId: 'chat', refusal: null }) as unknown as Unsent;

test('what waits is said to wait until something arrives, however often it is tried', async () => {
  const network = { isAway: true };
  const seen: string[] = [];
  let tries = 0;
  const outbox = makeOutbox({
    storage,
    send: async () => {
      tries++;
      if (network.isAway) throw unreachable;
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

test('what the server would not have just now is not said to wait for the network', async () => {
  const troubles = [busy, unreachable];
  const outbox = makeOutbox({
    storage,
    send: async () => {
      const trouble = troubles.shift();
      if (trouble) throw trouble;
      return { seq: 1 } as Message;
    },
    alone: (_id, work) => work(),
    onSent: () => {},
    onChange: () => {},
  });
  const states = () => outbox.items().map(outbox.stateOf);
  await outbox.add(written(1));
  expect(states()).toEqual(['delayed']);
  await outbox.wake();
  await vi.waitFor(() => expect(states()).toEqual(['waiting']));
  await outbox.wake();
  await vi.waitFor(() => expect(states()).toEqual([]));
  outbox.close();
});
