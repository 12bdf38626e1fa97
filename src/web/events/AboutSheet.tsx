import { Show } from 'solid-js';
import type { EventDetail } from '../../shared/events/event.ts';
import { Sheet } from '../ui/Sheet.tsx';
import { EventFacts } from './EventFacts.tsx';

/** Everything the organiser said of an event. */
export function AboutSheet(props: { event: EventDetail; today: string; isOpen: boolean; onClose: () => void }) {
  return (
    <Sheet isOpen={props.isOpen} onClose={props.onClose} title={props.event.name}>
      <div class="flex flex-col gap-5">
        <EventFacts event={props.event} today={props.today} />
        <Show when={props.event.description}>
          <p class="whitespace-pre-line">{props.event.description}</p>
        </Show>
        <Show when={!props.event.listed}>
          <p class="text-sm text-muted">Not in the list: only people with the link find this event.</p>
        </Show>
      </div>
    </Sheet>
  );
}
