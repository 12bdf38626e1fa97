import { Navigate, useParams } from '@solidjs/router';
import UserPlus from 'lucide-solid/icons/user-plus';
import { createMemo, type JSX, Show, Suspense, Switch, Match as When } from 'solid-js';
import { account } from '../accounts/session.ts';
import { type AppError, toAppError } from '../core/appError.ts';
import { dataOf } from '../core/dataOf.ts';
import { lazyPart } from '../core/lazyPart.ts';
import { CenteredPage } from '../shell/CenteredPage.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { EventFacts } from './EventFacts.tsx';
import { createInvitation, createToday } from './eventQueries.ts';

// What most who scan a code never see comes while the server is asked: nobody waits for it.
const JoinButton = lazyPart(() => import('./JoinButton.tsx'));
const NotLoaded = lazyPart(async () => ({ default: (await import('../shell/NotLoaded.tsx')).NotLoaded }));

/** Where a join link leads: what the event is, and in with one tap; without an account, by way of getting one. */
export default function JoinScreen() {
  const params = useParams<{ code: string }>();
  // Once there is no connection, the words for that could not be fetched any more.
  void NotLoaded.preload().catch(() => {});
  const today = createToday();
  const invitation = createInvitation(() => params.code);
  // It is asked for again by itself: that there is no connection stays on the screen meanwhile.
  const refusal = createMemo<AppError | null>((before) => {
    if (invitation.isError) return toAppError(invitation.error);
    return before?.kind === 'unreachable' && invitation.isPending ? before : null;
  }, null);
  // A code of the wrong shape and one that was ended are the same to who follows it.
  const leadsNowhere = () => ['not_found', 'invalid'].includes(refusal()?.kind ?? '');
  const known = () => (leadsNowhere() ? undefined : dataOf(invitation));

  return (
    <Frame title={known()?.name ?? (refusal() ? 'This link does not open' : 'You are invited')}>
      <Switch fallback={<SkeletonRows count={2} label="The invitation is on its way" />}>
        <When when={leadsNowhere()}>
          <ErrorNote
            what="This link leads to no event."
            todo="It may be mistyped, or the organiser has made a new one. Ask who sent it."
          />
        </When>
        <When when={known()?.attendedEventId}>{(id) => <Navigate href={`/events/${id()}`} />}</When>
        <When when={known()}>
          {(event) => (
            <>
              <EventFacts event={event()} today={today()} />
              <Show when={account()} fallback={<WayIn code={params.code} />}>
                <Suspense>
                  <JoinButton code={params.code} />
                </Suspense>
              </Show>
            </>
          )}
        </When>
        <When when={refusal()}>
          {(why) => (
            <Suspense>
              <NotLoaded refusal={why()} retrying={invitation.isFetching} onRetry={() => invitation.refetch()} />
            </Suspense>
          )}
        </When>
      </Switch>
    </Frame>
  );
}

/** Signed in, the page stands in the app's frame; otherwise it stands alone. */
function Frame(props: { title: string; children: JSX.Element }) {
  return (
    <Show when={account()} fallback={<CenteredPage title={props.title}>{props.children}</CenteredPage>}>
      <PageHeader title={props.title} backHref="/events" backLabel="To all events" />
      <div class="page-width pt-2 pb-10">{props.children}</div>
    </Show>
  );
}

function WayIn(props: { code: string }) {
  const next = () => encodeURIComponent(`/join/${props.code}`);
  return (
    <div class="mt-8 flex flex-col gap-3">
      <p class="mb-2 text-muted">
        With Spotlight, people at an event chat and swap the videos they filmed of each other, phone to phone.
      </p>
      <LinkButton href={`/register?next=${next()}`} look="lit" icon={UserPlus} wide>
        Make an account and join
      </LinkButton>
      <LinkButton href={`/login?next=${next()}`} wide>
        I have an account
      </LinkButton>
    </div>
  );
}
