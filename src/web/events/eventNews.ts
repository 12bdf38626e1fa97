import type { InfiniteData } from '@tanstack/solid-query';
import type { EventId } from '../../shared/core/ids.ts';
import type { EventDetail, EventPage } from '../../shared/events/event.ts';
import { account } from '../accounts/session.ts';
import { askAgain, notePart } from '../core/askAgain.ts';
import { onAnnouncement } from '../core/socket.ts';
import { askLater } from './askLater.ts';
import { eventKeys } from './eventQueries.ts';
import { writeDown } from './presenceNews.ts';

type Lists = InfiniteData<EventPage>;

// The page owns this: it lasts as long as the cache that it keeps in step.
let isFollowing = false;

/**
 * Keeps what is known of events in step with what is announced. In a full hall people come and go all the time:
 * what an announcement says is written down as it is, and the rest is asked for again later, not by all at once.
 */
export function followEventNews(): void {
  if (isFollowing) return;
  isFollowing = true;
  onAnnouncement('presence:changed', ({ changes }) => {
    const unwritten = changes?.filter((change) => !writeDown(change));
    if (unwritten?.length !== 0) askLater(['events', 'people']);
  });

  onAnnouncement('event:attendance-changed', ({ eventId, accountId, participantsCount }) => {
    // Joined or left on another of one's own devices: code and chat come or go with it.
    if (accountId === account()?.id) askAgain(['events']);
    notePart<EventDetail>(eventKeys.detail(eventId), (event) => ({ ...event, participantsCount }));
    notePart<Lists>(eventKeys.lists, (lists) => withCount(lists, eventId, participantsCount));
    askLater(eventKeys.people(eventId));
  });

  onAnnouncement('event:changed', ({ eventId }) => {
    askAgain(eventKeys.detail(eventId));
    askLater(eventKeys.lists);
  });
}

function withCount(lists: Lists, eventId: EventId, participantsCount: number): Lists {
  return {
    ...lists,
    pages: lists.pages.map((page) => ({
      ...page,
      events: page.events.map((event) => (event.id === eventId ? { ...event, participantsCount } : event)),
    })),
  };
}
