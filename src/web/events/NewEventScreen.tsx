import { useSearchParams } from '@solidjs/router';
import { Show, Switch, Match as When } from 'solid-js';
import { uuidv7 } from 'uuidv7';
import type { EventId } from '../../shared/core/ids.ts';
import type { EventDetail } from '../../shared/events/event.ts';
import { dataOf } from '../core/dataOf.ts';
import { textOf } from '../core/errorText.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { EventForm } from './EventForm.tsx';
import { changeEvent, createEventFrom } from './eventCommands.ts';
import { todayHere } from './eventDays.ts';
import { type EventFields, emptyFields, fieldsOf } from './eventFields.ts';
import { createEvent } from './eventQueries.ts';

/** Makes an event; with `?event=` changes one that the viewer organises. */
export default function NewEventScreen() {
  const [search] = useSearchParams();
  const edited = () => (typeof search.event === 'string' ? (search.event as EventId) : null);
  return (
    <Show when={edited()} fallback={<NewEvent />} keyed>
      {(id) => <EditEvent id={id} />}
    </Show>
  );
}

function NewEvent() {
  const leadOn = createLeadOn();
  // Made once for this form: sending it again after a lost answer makes no second event.
  const eventId = uuidv7() as EventId;
  const save = async ({ description, worldsdcId, ...fields }: EventFields) => {
    const optional = { description: description || undefined, worldsdcId: worldsdcId.trim() || undefined };
    await createEventFrom({ eventId, ...fields, ...optional });
    leadOn(`/events/${eventId}`, { replace: true });
  };
  return (
    <>
      <PageHeader title="New event" backHref="/events" backLabel="Back to events" />
      <EventForm initial={emptyFields(todayHere())} action="Make the event" onSave={save} />
    </>
  );
}

function EditEvent(props: { id: EventId }) {
  const event = createEvent(() => props.id);
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
        <When when={dataOf(event)?.isOrganiser && dataOf(event)}>{(known) => <EditForm event={known()} />}</When>
        <When when={dataOf(event)}>
          <div class="page-width">
            <ErrorNote what={textOf(notOrganiser)} />
          </div>
        </When>
        <When when={event.isError}>
          <div class="page-width">
            <QueryNotLoaded query={event} />
          </div>
        </When>
      </Switch>
    </>
  );
}

const notOrganiser = { code: 'events.not_organiser', kind: 'forbidden' } as const;

function EditForm(props: { event: EventDetail }) {
  const leadOn = createLeadOn();
  // What is being typed is not overwritten when the event is asked for again.
  const initial = fieldsOf(props.event);
  const save = async ({ description, worldsdcId, ...fields }: EventFields) => {
    const optional = { description: description || null, worldsdcId: worldsdcId.trim() || null };
    await changeEvent({ eventId: props.event.id, ...fields, ...optional });
    leadOn(`/events/${props.event.id}`, { replace: true });
  };
  return <EventForm initial={initial} action="Save" onSave={save} />;
}
