import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RefusedError } from './appError.ts';
import { keepQueries, seenQueries } from './keptQueries.ts';
import { queryClient } from './queryClient.ts';

/** The database of what was seen, which refuses whatever comes after it was closed. */
class Kept extends EventTarget {
  isClosed = false;
  writes = 0;
  close() {
    this.isClosed = true;
  }
  async get() {}
  transaction() {
    if (this.isClosed) throw new DOMException('The database connection is closing.', 'InvalidStateError');
    this.writes += 1;
    return { store: { put: async () => {} }, done: Promise.resolve(), commit() {} };
  }
}
const database = new Kept();
vi.mock('idb', () => ({ openDB: async () => database }));

const queryKey = ['events', 'list', 'now'];
const ask = (queryFn: () => Promise<string>) =>
  queryClient.fetchQuery({ queryKey, queryFn, staleTime: 0, retry: false }).catch(() => {});

beforeEach(() => queryClient.clear());
afterEach(() => {
  queryClient.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('what could not be asked for again is kept as it was seen', async () => {
  await ask(async () => 'seen');
  await ask(() => Promise.reject(new TRPCClientError('Failed to fetch')));
  expect(seenQueries().queries).toMatchObject([{ queryKey, state: { data: 'seen', status: 'success', error: null } }]);
});

it('what the server refuses is not, and neither is what never came', async () => {
  await ask(() => Promise.reject(new TRPCClientError('Failed to fetch')));
  expect(seenQueries().queries).toEqual([]);
  await ask(async () => 'seen');
  await ask(() => Promise.reject(new RefusedError({ code: 'events.not_found', kind: 'not_found' })));
  expect(seenQueries().queries).toEqual([]);
});

it('is written a while after it came, or as the page goes; not once a logout has taken the database', async () => {
  vi.useFakeTimers();
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  const hide = () => {
    page.visibilityState = 'hidden';
    page.dispatchEvent(new Event('visibilitychange'));
  };
  await keepQueries();
  await ask(async () => 'seen');
  await vi.advanceTimersByTimeAsync(2000);
  expect(database.writes).toBe(1);
  await ask(async () => 'seen again');
  hide();
  expect(database.writes).toBe(2);

  await ask(async () => 'seen as one goes');
  database.dispatchEvent(new Event('versionchange'));
  expect(database.isClosed).toBe(true);
  await vi.advanceTimersByTimeAsync(2000);
  await ask(async () => 'seen later');
  hide();
  await vi.advanceTimersByTimeAsync(2000);
  expect(database.writes).toBe(2);
});
