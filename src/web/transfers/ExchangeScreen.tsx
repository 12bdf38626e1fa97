import { useParams } from '@solidjs/router';
import { createEffect, createMemo, on, Show, Switch, Match as When } from 'solid-js';
import type { MatchId } from '../../shared/core/ids.ts';
import { toAppError } from '../core/appError.ts';
import { dataOf } from '../core/dataOf.ts';
import { textOf } from '../core/errorText.ts';
import { socketState } from '../core/socket.ts';
import { createMatch } from '../matches/matchQueries.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { createListing } from './createListing.ts';
import { OpenExchange } from './OpenExchange.tsx';
import { loadMatch, recallMatch } from './transfersOfMatch.ts';

/** One exchange: the light between two people above, what they say to each other below. */
export default function ExchangeScreen() {
  const params = useParams<{ matchId: MatchId }>();
  // Another exchange begins anew: what was chosen for one person is never offered to another.
  return (
    <Show when={params.matchId} keyed>
      {(id) => <Exchange matchId={id} />}
    </Show>
  );
}

function Exchange(props: { matchId: MatchId }) {
  const query = createMatch(() => props.matchId);
  const match = createMemo(() => dataOf(query));

  // A network that is away shows in the frame; the list is asked for when it is back.
  const listing = createListing({
    load: () => loadMatch(props.matchId),
    recall: () => recallMatch(props.matchId),
  });
  createEffect(
    on(
      () => match()?.id,
      (id) => id && socketState() !== 'ready' && void recallMatch(id),
    ),
  );

  return (
    <Switch
      fallback={
        <>
          <PageHeader title="Exchange" backHref="/exchanges" />
          <div class="page-width">
            <SkeletonRows count={3} label="Opening the exchange" />
          </div>
        </>
      }
    >
      <When when={match()}>{(known) => <OpenExchange match={known()} listing={listing} />}</When>
      <When when={query.error}>
        {(error) => (
          <>
            <PageHeader title="Exchange" backHref="/exchanges" />
            <div class="page-width">
              <Show
                when={toAppError(error()).kind !== 'not_found'}
                fallback={
                  <ErrorNote
                    what={textOf(toAppError(error()))}
                    todo={<LinkButton href="/exchanges">See your exchanges</LinkButton>}
                  />
                }
              >
                <QueryNotLoaded query={query} />
              </Show>
            </div>
          </>
        )}
      </When>
    </Switch>
  );
}
