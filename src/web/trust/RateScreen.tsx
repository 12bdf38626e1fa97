import { useNavigate, useParams } from '@solidjs/router';
import { Show, Switch, Match as When } from 'solid-js';
import type { MatchId } from '../../shared/core/ids.ts';
import { toAppError } from '../core/appError.ts';
import { dataOf } from '../core/dataOf.ts';
import { textOf } from '../core/errorText.ts';
import { createMatch } from '../matches/matchQueries.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { toaster } from '../ui/toaster.ts';
import { GivenRatings } from './GivenRatings.tsx';
import { RateForm } from './RateForm.tsx';

/** Rating the other side of an exchange; once that is done, what both have said. */
export default function RateScreen() {
  const params = useParams<{ matchId: MatchId }>();
  return (
    <Show when={params.matchId} keyed>
      {(id) => <Rating matchId={id} />}
    </Show>
  );
}

function Rating(props: { matchId: MatchId }) {
  const navigate = useNavigate();
  const query = createMatch(() => props.matchId);
  const match = () => dataOf(query);
  const exchange = () => `/exchanges/${props.matchId}`;

  function sent() {
    toaster.show('Your rating is given', { tone: 'ok' });
    navigate(exchange(), { replace: true });
  }

  return (
    <>
      <PageHeader
        title={match() ? `Rate ${match()!.partner.username}` : 'Rate'}
        detail={match()?.eventName}
        backHref={exchange()}
        backLabel="Back to the exchange"
        leading={
          <Show when={match()?.partner}>
            {(partner) => <Avatar name={partner().username} avatarUrl={partner().avatarUrl} size="sm" isDecorative />}
          </Show>
        }
      />
      <div class="page-width pt-3 pb-10">
        <Switch fallback={<SkeletonRows count={3} label="Opening the rating" />}>
          <When when={match()?.ownRating === 'open' && match()}>
            {(known) => <RateForm match={known()} onSent={sent} />}
          </When>
          <When when={match()?.ownRating === 'given' && match()}>{(known) => <GivenRatings match={known()} />}</When>
          <When when={match()}>
            {(known) => (
              <>
                <p class="text-muted">
                  You and {known().partner.username} can rate each other once both of you have what you wanted.
                </p>
                <LinkButton class="mt-4" href={exchange()}>
                  Open your exchange
                </LinkButton>
              </>
            )}
          </When>
          <When when={query.error}>
            {(error) => (
              <Show when={toAppError(error()).kind === 'not_found'} fallback={<QueryNotLoaded query={query} />}>
                <ErrorNote
                  what={textOf(toAppError(error()))}
                  todo={<LinkButton href="/exchanges">See your exchanges</LinkButton>}
                />
              </Show>
            )}
          </When>
        </Switch>
      </div>
    </>
  );
}
