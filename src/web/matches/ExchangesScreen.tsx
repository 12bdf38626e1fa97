import ArrowLeftRight from 'lucide-solid/icons/arrow-left-right';
import { For, type JSX, Show, Switch, Match as When } from 'solid-js';
import type { Match, MatchGroup } from '../../shared/matches/match.ts';
import { toAppError } from '../core/appError.ts';
import { dataOf } from '../core/dataOf.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { NotLoaded } from '../shell/NotLoaded.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { ShowMore } from '../shell/ShowMore.tsx';
import { createSharing } from '../transfers/shares/createSharing.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { ExchangePlaces } from './ExchangePlaces.tsx';
import { EndedRow, OpenRow, OutgoingRow, RequestRow } from './MatchRows.tsx';
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
  const inGroup = (group: MatchGroup): Match[] => dataOf(lists[group])?.pages.flatMap(({ matches }) => matches) ?? [];
  const isLoading = () => all.some((list) => dataOf(list) === undefined && list.isPending);
  const failure = () => all.find((list) => list.isError && dataOf(list) === undefined)?.error;
  const isEmpty = () => (Object.keys(lists) as MatchGroup[]).every((group) => inGroup(group).length === 0);

  const section = (group: MatchGroup, title: string, row: (match: Match) => JSX.Element) => (
    <Show when={inGroup(group).length > 0}>
      <section class="mt-6 first:mt-2" aria-label={title}>
        <h2 class="text-sm font-semibold text-muted">{title}</h2>
        <ul class="-mx-3 mt-2 flex flex-col gap-1">
          <For each={inGroup(group)}>{(match) => <li>{row(match)}</li>}</For>
        </ul>
        <ShowMore list={lists[group]} class="mt-2" look="bare" />
      </section>
    </Show>
  );

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
            {section('incoming', 'Waiting for your answer', (match) => (
              <RequestRow match={match} onAccepted={(id) => leadOn(`/exchanges/${id}`)} />
            ))}
            {section('open', 'Open', (match) => (
              <OpenRow match={match} />
            ))}
            {section('outgoing', 'Asked by you', (match) => (
              <OutgoingRow match={match} />
            ))}
            {section('history', 'Before', (match) => (
              <EndedRow match={match} />
            ))}
          </When>
        </Switch>
      </div>
      {sharing.sheet}
    </>
  );
}
