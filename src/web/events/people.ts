import type { InfiniteData } from '@tanstack/solid-query';
import type { AccountId } from '../../shared/core/ids.ts';
import type { Attendee, AttendeePage } from '../../shared/events/event.ts';

/** The pages of an event's people that were asked for so far. */
export type People = InfiniteData<AttendeePage>;

/** Everyone on these pages once, as they stand now: who came or went since the page was asked for changes sides. */
export function arrange(pages: readonly AttendeePage[]): { here: Attendee[]; away: Attendee[] } {
  const byId = new Map(pages.flatMap((page) => page.attendees).map((one) => [one.id, one]));
  const people = [...byId.values()].sort((a, b) => a.username.localeCompare(b.username));
  return { here: people.filter((one) => one.isHere), away: people.filter((one) => !one.isHere) };
}

/** How the viewer and that person stand, in a few words; undefined where there is nothing to say. */
export function standingText({ match, isOrganiser }: Attendee): string | undefined {
  const words = match && standings[match.state](match.isProposer);
  return [isOrganiser && 'Organiser', words].filter(Boolean).join(' · ') || undefined;
}

const standings: Record<NonNullable<Attendee['match']>['state'], (isProposer: boolean) => string> = {
  proposed: (isProposer) => (isProposer ? 'You proposed an exchange' : 'Proposes an exchange'),
  accepted: () => 'Exchange is open',
  completed: () => 'Exchanged',
  declined: (isProposer) => (isProposer ? 'Declined' : 'You declined'),
  withdrawn: () => '',
  expired: () => '',
};

/** The same pages, with that person here or away; the very same object when they are on none of them. */
export function withPresence(people: People, accountId: AccountId, isHere: boolean): People {
  const isOn = (page: AttendeePage) => page.attendees.some((one) => one.id === accountId && one.isHere !== isHere);
  if (!people.pages.some(isOn)) return people;
  return {
    ...people,
    pages: people.pages.map((page) => ({
      ...page,
      hereCount: Math.max(0, page.hereCount + (isHere ? 1 : -1)),
      attendees: page.attendees.map((one) => (one.id === accountId ? { ...one, isHere } : one)),
    })),
  };
}
