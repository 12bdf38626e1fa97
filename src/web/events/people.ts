import type { Attendee, AttendeePage } from '../../shared/events/event.ts';

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
