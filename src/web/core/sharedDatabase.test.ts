import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type OpenRequest, stubIndexedDb } from '../../testing/browserStubs.ts';
import { sharedDatabase } from './sharedDatabase.ts';

let requests: OpenRequest[];

beforeEach(() => {
  vi.useFakeTimers();
  requests = stubIndexedDb();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const stateOf = async (promise: Promise<unknown>) => {
  let state = 'open';
  promise.then(
    () => {
      state = 'given';
    },
    () => {
      state = 'refused';
    },
  );
  await vi.advanceTimersByTimeAsync(0);
  return state;
};

test('a browser that does not open its database is waited for once, and believed when it does', async () => {
  const database = sharedDatabase('chats', 1, () => {});
  const first = database();
  expect(await stateOf(first)).toBe('open');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await stateOf(first)).toBe('refused');
  expect(await stateOf(database())).toBe('refused');
  requests[0]!.result = new EventTarget();
  requests[0]!.dispatchEvent(new Event('success'));
  await vi.advanceTimersByTimeAsync(0);
  expect(await stateOf(database())).toBe('given');
  expect(requests).toHaveLength(1);
});

test('a browser that refuses is asked again', async () => {
  const database = sharedDatabase('chats', 1, () => {});
  const first = database();
  first.catch(() => {});
  requests[0]!.dispatchEvent(new Event('error'));
  expect(await stateOf(first)).toBe('refused');
  expect(await stateOf(database())).toBe('open');
  expect(requests).toHaveLength(2);
});
