import { createMemo, createSignal, Show, Switch, Match as When } from 'solid-js';
import type { EventId } from '../../shared/core/ids.ts';
import type { EventDetail } from '../../shared/events/event.ts';
import { toAppError } from '../core/appError.ts';
import { dataOf } from '../core/dataOf.ts';
import { textOf } from '../core/errorText.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { focusHere } from '../ui/focusHere.ts';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { EventForm } from './EventForm.tsx';
import { changeEvent } from './eventCommands.ts';
import { dropEventEdit, keepEventEdit, readEventEdit } from './eventDraft.ts';
import { type EventFields, fieldsOf } from './eventFields.ts';
import { createEditedEvent } from './eventQueries.ts';

/** Changes an event that the viewer organises; what was changed and not saved is there again after a reload. */
export function EditEvent(props: { id: EventId }) {
  const event = createEditedEvent(() => props.id);
  // Saving puts back all that the form shows, so it shows what the server has now, not what was seen last week.
  const isAnswered = createMemo<boolean>((was) => was || event.fetchStatus === 'idle', false);
  const isGone = () => event.isError && toAppError(event.error).kind === 'not_found';
  const known = () => (isAnswered() && !isGone() ? dataOf(event) : undefined);
  return (
    <>
      <PageHeader title="Edit event" backHref={`/events/${props.id}`} backLabel="Back to the event" />
      <Switch
        fallback={
          <div class="page-width">
            <SkeletonRows label="The event is on its way" />
          </div>
        }
      >
        <When when={known()?.isOrganiser && known()}>
          {(found) => <EditForm event={found()} isOld={event.isError} />}
        </When>
        <When when={known()}>
          <div class="page-width">
            <ErrorNote what={textOf(notOrganiser)} />
          </div>
        </When>
        <When when={isAnswered() && event.isError}>
          <div class="page-width">
            <QueryNotLoaded query={event} />
          </div>
        </When>
      </Switch>
    </>
  );
}

const notOrganiser = { code: 'events.not_organiser', kind: 'forbidden' } as const;

function EditForm(props: { event: EventDetail; isOld: boolean }) {
  const leadOn = createLeadOn();
  const { isOld } = props;
  const { id } = props.event;
  // What is being typed is not overwritten when the event is asked for again; so the form stays as old as it began.
  const saved = fieldsOf(props.event);
  const [kept, setKept] = createSignal(readEventEdit(id, saved));
  const save = async (fields: EventFields) => {
    await changeEvent(id, fields);
    dropEventEdit(id);
    leadOn(`/events/${id}`, { replace: true });
  };
  const beginAnew = () => {
    dropEventEdit(id);
    setKept(null);
    focusHere(document.querySelector<HTMLElement>('#main h1'));
  };
  return (
    <>
      <Show when={isOld}>
        <p class="page-width mb-5 text-sm text-warn">
          Spotlight could not be asked for this event. Here it is as last seen, which may be old: look through all of it
          before you save.
        </p>
      </Show>
      <Show when={kept()}>
        <div class="page-width mb-5 flex flex-wrap items-center justify-between gap-3 text-sm text-warn">
          <p>This is what you had changed and not saved.</p>
          <Button onClick={beginAnew}>Show what is saved</Button>
        </div>
      </Show>
      <Show when={kept() ?? saved} keyed>
        {(initial) => (
          <EventForm
            initial={initial}
            action="Save"
            onChange={(fields) => keepEventEdit(id, fields, saved)}
            onSave={save}
          />
        )}
      </Show>
    </>
  );
}
