import { useSearchParams } from '@solidjs/router';
import { onMount, Show } from 'solid-js';
import { uuidv7 } from 'uuidv7';
import type { EventId } from '../../shared/core/ids.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { PageHeader } from '../shell/PageHeader.tsx';
import { EditEvent } from './EditEvent.tsx';
import { EventForm } from './EventForm.tsx';
import { makeEvent, whatBecame } from './eventCommands.ts';
import { todayHere } from './eventDays.ts';
import { dropEventDraft, isBegun, keepEventDraft, readEventDraft } from './eventDraft.ts';
import type { EventFields } from './eventFields.ts';

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
  const draft = readEventDraft(todayHere());
  // Made once: sending it again after a lost answer makes no second event.
  let sentAs = draft.eventId;
  /** It was sent before this page was opened, and may have gone its own way since. */
  let isFromBefore = sentAs !== null;
  let isTouched = false;
  const goToIt = (eventId: EventId) => {
    dropEventDraft(eventId);
    leadOn(`/events/${eventId}`, { replace: true });
  };
  const write = (fields: EventFields) => {
    isTouched = true;
    // Whoever begins anew writes another one.
    if (!isBegun(fields)) sentAs = null;
    keepEventDraft({ eventId: sentAs, fields });
  };
  const save = async (fields: EventFields) => {
    if (sentAs && isFromBefore) {
      const became = await whatBecame(sentAs, fields);
      if (became === 'made') return goToIt(sentAs);
      if (became === 'other') sentAs = null;
    }
    isFromBefore = false;
    const eventId = sentAs ?? (uuidv7() as EventId);
    sentAs = eventId;
    keepEventDraft({ eventId, fields });
    await makeEvent(eventId, fields);
    goToIt(eventId);
  };
  // The page was left before the answer came.
  onMount(async () => {
    if (!draft.eventId) return;
    const became = await whatBecame(draft.eventId, draft.fields).catch(() => 'nothing');
    if (became === 'made' && !isTouched) goToIt(draft.eventId);
  });
  return (
    <>
      <PageHeader title="New event" backHref="/events" backLabel="Back to events" />
      <EventForm initial={draft.fields} action="Make the event" onChange={write} onSave={save} />
    </>
  );
}
