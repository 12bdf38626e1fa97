import UserPlus from 'lucide-solid/icons/user-plus';
import { Show } from 'solid-js';
import type { EventDetail } from '../../shared/events/event.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { PageHeader } from '../shell/PageHeader.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { EventFacts } from './EventFacts.tsx';
import { joinEvent } from './eventCommands.ts';

/** A listed event that the viewer has not joined. */
export function OpenEvent(props: { event: EventDetail; today: string }) {
  const join = createCommand(() => joinEvent(props.event.id));
  return (
    <>
      <PageHeader title={props.event.name} backHref="/events" backLabel="Back to events" />
      <div class="page-width flex flex-col gap-6 pt-2 pb-10">
        <EventFacts event={props.event} today={props.today} />
        <Show when={props.event.description}>
          <p class="whitespace-pre-line">{props.event.description}</p>
        </Show>
        <Show when={join.error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
        <div>
          <Button look="lit" icon={UserPlus} wide busy={join.pending()} onClick={() => void join.run()}>
            Join this event
          </Button>
          <p class="mt-3 text-sm text-muted">Those at the event see your name and picture, and whether you are here.</p>
        </div>
      </div>
    </>
  );
}
