import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RefusedError } from './appError.ts';
import { seenQueries } from './keptQueries.ts';
import { queryClient } from './queryClient.ts';

const queryKey = ['events', 'list', 'now'];
const ask = (queryFn: () => Promise<string>) =>
  queryClient.fetchQuery({ queryKey, queryFn, staleTime: 0, retry: false }).catch(() => {});

beforeEach(() => queryClient.clear());
afterEach(() => queryClient.clear());

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
