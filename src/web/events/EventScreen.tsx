import { useParams } from '@solidjs/router';
import { Show, Switch, Match as When } from 'solid-js';
import type { EventId } from '../../shared/core/ids.ts';
import { toAppError } from '../core/appError.ts';
import { dataOf } from '../core/dataOf.ts';
import { textOf } from '../core/errorText.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { createViewFocus } from '../shell/routeFocus.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { AttendedEvent } from './AttendedEvent.tsx';
import { followEventNews } from './eventNews.ts';
import { createEvent, createToday } from './eventQueries.ts';
import { OpenEvent } from './OpenEvent.tsx';

/** One event: for who attends, its people and its chat; for who does not, what it is and the way in. */
export default function EventScreen() {
  followEventNews();
  const params = useParams<{ id: EventId }>();
  return (
    <Show when={params.id} keyed>
      {(id) => <Event id={id} />}
    </Show>
  );
}

function Event(props: { id: EventId }) {
  const leadOn = createLeadOn();
  const today = createToday();
  const event = createEvent(() => props.id);
  const known = () => dataOf(event);
  const refusal = () => toAppError(event.error);
  createViewFocus(() => known()?.attending);

  return (
    <Switch fallback={<Waiting />}>
      {/* What was known of an event that exists no more, or not for us, is not shown. */}
      <When when={event.isError && (!known() || refusal().kind === 'not_found')}>
        <PageHeader title="Event" backHref="/events" backLabel="Back to events" />
        <div class="page-width">
          <Show when={refusal().kind === 'not_found'} fallback={<QueryNotLoaded query={event} />}>
            <ErrorNote what={textOf(refusal())} />
            <LinkButton href="/events" look="lit" class="mt-4" wide>
              See all events
            </LinkButton>
          </Show>
        </div>
      </When>
      <When when={known()?.attending && known()}>
        {(attended) => <AttendedEvent event={attended()} today={today()} onLeft={() => leadOn('/events')} />}
      </When>
      <When when={known()}>{(open) => <OpenEvent event={open()} today={today()} />}</When>
    </Switch>
  );
}

function Waiting() {
  return (
    <>
      <PageHeader title="Event" backHref="/events" backLabel="Back to events" />
      <div class="page-width">
        <SkeletonRows label="The event is on its way" />
      </div>
    </>
  );
}
