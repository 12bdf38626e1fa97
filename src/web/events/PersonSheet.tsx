import { createEffect, createSignal, Show } from 'solid-js';
import type { EventId } from '../../shared/core/ids.ts';
import type { Attendee } from '../../shared/events/event.ts';
import { ProposeAction } from '../matches/ProposeAction.tsx';
import { Standing } from '../trust/Standing.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Sheet } from '../ui/Sheet.tsx';

/** A person at this event, and the one thing to do together. Open while there is a person. */
export function PersonSheet(props: {
  eventId: EventId;
  person: Attendee | undefined;
  onClose: () => void;
  onChange: () => void;
}) {
  // Kept while the sheet sinks away, so that it does not empty before it is gone.
  const [shown, setShown] = createSignal<Attendee>();
  createEffect(() => props.person && setShown(props.person));
  return (
    <Sheet isOpen={props.person !== undefined} onClose={props.onClose} title={shown()?.username ?? ''}>
      <Show when={shown()}>
        {(person) => (
          <div class="flex flex-col items-center gap-6">
            <div class="flex flex-col items-center gap-3">
              <Avatar
                name={person().username}
                avatarUrl={person().avatarUrl}
                presence={person().isHere ? 'here' : 'away'}
                size="xl"
                isDecorative
              />
              <p class="text-muted">
                {person().isHere ? 'Here now' : 'Not here now'}
                {person().isOrganiser ? ' · Organiser' : ''}
              </p>
            </div>
            <Standing isCentred class="w-full" accountId={person().id} />
            <div class="w-full">
              <ProposeAction
                eventId={props.eventId}
                person={person()}
                match={person().match}
                onChange={props.onChange}
              />
            </div>
          </div>
        )}
      </Show>
    </Sheet>
  );
}
