import type { Query } from '@tanstack/solid-query';
import type { PresenceChange } from '../../shared/events/events.sockets.ts';
import { notePart } from '../core/askAgain.ts';
import { queryClient } from '../core/queryClient.ts';
import { type People, withPresence } from './people.ts';

const allPeople = ['events', 'people'] as const;

/**
 * Writes down that someone came or went, wherever they are listed. False when that is not all: an answer on its way may be
 * older, and someone on a page that was not asked for yet is counted at that event all the same.
 */
export function writeDown({ accountId, isHere }: PresenceChange): boolean {
  const lists = queryClient.getQueryCache().findAll({ queryKey: allPeople });
  const isLacking = (list: Query) => list.isActive() && mayBeBeyond(list.state.data as People | undefined, accountId);
  const isAll = !lists.some((list) => list.state.fetchStatus === 'fetching' || isLacking(list));
  notePart<People>(allPeople, (people) => withPresence(people, accountId, isHere));
  return isAll;
}

function mayBeBeyond(people: People | undefined, accountId: PresenceChange['accountId']): boolean {
  const isListed = people?.pages.some(({ attendees }) => attendees.some(({ id }) => id === accountId));
  return !isListed && people?.pages.at(-1)?.nextCursor !== null;
}
