import ArrowLeftRight from 'lucide-solid/icons/arrow-left-right';
import { Switch, Match as When } from 'solid-js';
import type { MatchGroup } from '../../shared/matches/match.ts';
import { toAppError } from '../core/appError.ts';
import { dataOf } from '../core/dataOf.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { NotLoaded } from '../shell/NotLoaded.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { createSharing } from '../transfers/shares/createSharing.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { ExchangePlaces } from './ExchangePlaces.tsx';
import { EndedRow, OpenRow, OutgoingRow, RequestRow } from './MatchRows.tsx';
import { MatchSection, matchesIn } from './MatchSection.tsx';
import { createMatchList } from './matchQueries.ts';

/** All exchanges: what waits for an answer, what is open and how it goes, what is over. */
export default function ExchangesScreen() {
  const leadOn = createLeadOn();
  const sharing = createSharing();
  const lists = {
    incoming: createMatchList('incoming'),
    outgoing: createMatchList('outgoing'),
    open: createMatchList('open'),
    history: createMatchList('history'),
  } satisfies Record<MatchGroup, unknown>;
  const all = Object.values(lists);
  const isLoading = () => all.some((list) => dataOf(list) === undefined && list.isPending);
  const failure = () => all.find((list) => list.isError && dataOf(list) === undefined)?.error;
  const isEmpty = () => all.every((list) => matchesIn(list).length === 0);

  return (
    <>
      <PageHeader title="Exchanges" />
      <div class="page-width pb-10">
        <ExchangePlaces current="people" />
        <div class="my-4">{sharing.action('quiet')}</div>
        <Switch>
          <When when={failure()}>
            {(error) => (
              <NotLoaded
                refusal={toAppError(error())}
                retrying={all.some((list) => list.isFetching)}
                onRetry={() => all.map((list) => list.refetch())}
              />
            )}
          </When>
          <When when={isLoading()}>
            <SkeletonRows count={4} label="Loading your exchanges" />
          </When>
          <When when={isEmpty()}>
            <EmptyState
              icon={ArrowLeftRight}
              title="No exchanges yet"
              action={
                <LinkButton look="lit" href="/events">
                  Find someone at an event
                </LinkButton>
              }
            >
              Here you swap what you filmed of each other. Open an event, choose a person, and propose an exchange.
            </EmptyState>
          </When>
          <When when={true}>
            <MatchSection title="Waiting for your answer" list={lists.incoming}>
              {(match) => <RequestRow match={match} onAccepted={(id) => leadOn(`/exchanges/${id}`)} />}
            </MatchSection>
            <MatchSection title="Open" list={lists.open}>
              {(match) => <OpenRow match={match} />}
            </MatchSection>
            <MatchSection title="Asked by you" list={lists.outgoing}>
              {(match) => <OutgoingRow match={match} />}
            </MatchSection>
            <MatchSection title="Before" list={lists.history}>
              {(match) => <EndedRow match={match} />}
            </MatchSection>
          </When>
        </Switch>
      </div>
      {sharing.sheet}
    </>
  );
}
