import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { EventId } from '../../shared/core/ids.ts';
import type { EventQuery } from '../../shared/events/event.ts';
import { api } from '../core/api.ts';
import { isUnreachable } from '../core/appError.ts';
import { askAgain } from '../core/askAgain.ts';
import { todayHere } from './eventDays.ts';

export type When = EventQuery['when'];

export const eventKeys = {
  lists: ['events', 'list'] as const,
  list: (when: When) => [...eventKeys.lists, when] as const,
  detail: (id: EventId) => ['events', 'detail', id] as const,
  people: (id: EventId) => ['events', 'people', id] as const,
  invitation: (code: string) => ['events', 'invitation', code] as const,
};

/** The day is no part of a list's name: without a network, yesterday's list is what there is today. */
export function createEventList(when: When, today: Accessor<string>) {
  createEffect(on(today, () => askAgain(eventKeys.lists), { defer: true }));
  return useInfiniteQuery(() => ({
    queryKey: eventKeys.list(when),
    queryFn: ({ pageParam, signal }) => api.events.list.query({ when, today: today(), cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    reconcile: 'id',
  }));
}

const eventOptions = (id: EventId) =>
  queryOptions({
    queryKey: eventKeys.detail(id),
    queryFn: ({ signal }) => api.events.get.query({ eventId: id }, { signal }),
    reconcile: 'id',
  });

export const createEvent = (id: Accessor<EventId>) => useQuery(() => eventOptions(id()));

/** An event to be edited: asked for whenever it is opened, however new it seems. */
export const createEditedEvent = (id: Accessor<EventId>) =>
  useQuery(() => ({ ...eventOptions(id()), refetchOnMount: 'always' }));

/** The people of an event; asked only by those who attend it. */
export const createPeople = (id: Accessor<EventId>, isAttending: Accessor<boolean>) =>
  useInfiniteQuery(() => ({
    queryKey: eventKeys.people(id()),
    queryFn: ({ pageParam, signal }) => api.events.attendees.query({ eventId: id(), cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled: isAttending(),
    reconcile: 'id',
  }));

const AGAIN_MS = 5000;

export const createInvitation = (code: Accessor<string>) =>
  useQuery(() => ({
    queryKey: eventKeys.invitation(code()),
    queryFn: ({ signal }) => api.events.eventByCode.query({ code: code() }, { signal }),
    // Whether one attends is part of the answer, and changes with signing in, joining and leaving.
    gcTime: 0,
    // Without an account there is no socket, whose return has everything else asked for again.
    refetchInterval: ({ state }) => isUnreachable(state.error) && AGAIN_MS,
  }));

/** The calendar day here, also after midnight has passed over an open page. */
export function createToday(): Accessor<string> {
  const [today, setToday] = createSignal(todayHere());
  const timer = setInterval(() => setToday(todayHere()), 60_000);
  onCleanup(() => clearInterval(timer));
  return today;
}
