import { QueryObserver } from '@tanstack/solid-query';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AccountId } from '../../shared/core/ids.ts';
import type { Attendee } from '../../shared/events/event.ts';
import { queryClient } from '../core/queryClient.ts';
import type { People } from './people.ts';
import { writeDown } from './presenceNews.ts';

const ben = 'ben' as AccountId;
const benIsHere = { accountId: ben, isHere: true };
const keyOf = (event: string) => ['events', 'people', event];
const hereCount = (event: string) => queryClient.getQueryData<People>(keyOf(event))?.pages[0]?.hereCount;
const closing: (() => void)[] = [];

/** The people of an event as they were asked for; `nextCursor` where there are more. */
function known(event: string, ids: string[], nextCursor: string | null = null): void {
  const attendees = ids.map((id) => ({ id, username: id, isHere: false }) as Attendee);
  const people: People = { pages: [{ attendees, hereCount: 0, nextCursor }], pageParams: [undefined] };
  queryClient.setQueryData(keyOf(event), people);
}

/** They are on the screen. The answer to what is asked for again never comes. */
function shown(event: string) {
  const options = { queryKey: keyOf(event), queryFn: () => new Promise<People>(() => {}), staleTime: Infinity };
  const observer = new QueryObserver(queryClient, options);
  closing.push(observer.subscribe(() => {}));
  return observer;
}

beforeEach(() => queryClient.clear());
afterEach(() => {
  for (const close of closing.splice(0)) close();
  queryClient.clear();
});

it('who is listed is written down, and nothing more is to be asked for', () => {
  known('x', ['anna', 'ben']);
  shown('x');
  expect(writeDown(benIsHere)).toBe(true);
  expect(hereCount('x')).toBe(1);
});

it('an answer on its way may be older than the news', () => {
  known('x', ['anna', 'ben']);
  void shown('x').refetch();
  expect(writeDown(benIsHere)).toBe(false);
  expect(hereCount('x')).toBe(1);
});

it('someone known from another event may be on a page of this one that was not asked for', () => {
  known('x', ['anna', 'ben']);
  known('y', ['cleo'], 'more');
  shown('y');
  expect(writeDown(benIsHere)).toBe(false);
});

it('someone who is nowhere on a list that is whole is not at that event', () => {
  known('y', ['cleo']);
  shown('y');
  expect(writeDown(benIsHere)).toBe(true);
});

it('a list that nobody looks at is asked for when it is opened', () => {
  known('y', ['cleo'], 'more');
  expect(writeDown(benIsHere)).toBe(true);
});
