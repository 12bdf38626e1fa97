import { For, Show, Switch, Match as When } from 'solid-js';
import type { AccountId } from '../../shared/core/ids.ts';
import type { PublicRating } from '../../shared/trust/rating.ts';
import { dataOf } from '../core/dataOf.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { ShowMore } from '../shell/ShowMore.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { monthText } from './ratingWords.ts';
import { Stars } from './Stars.tsx';
import { createRatingList } from './trustQueries.ts';

/** What others say of a person, newest first, without their names. */
export function RatingList(props: { accountId: AccountId }) {
  const query = createRatingList(() => props.accountId);
  const ratings = () => dataOf(query)?.pages.flatMap((page) => page.ratings);
  return (
    <Switch fallback={<SkeletonRows count={2} label="Ratings are on their way" />}>
      <When when={ratings()}>
        {(known) => (
          <>
            <ul class="divide-y divide-line">
              <For each={known()}>
                {(rating) => (
                  <li class="py-3">
                    <OneRating rating={rating} />
                  </li>
                )}
              </For>
            </ul>
            <ShowMore list={query} look="bare" />
          </>
        )}
      </When>
      <When when={query.isError}>
        <QueryNotLoaded query={query} />
      </When>
    </Switch>
  );
}

function OneRating(props: { rating: PublicRating }) {
  return (
    <>
      <p class="flex flex-wrap items-center justify-between gap-x-3 text-sm text-muted">
        <Stars score={props.rating.score} size={16} />
        <span>
          {props.rating.wouldExchangeAgain ? 'Would exchange again' : 'Would not exchange again'} ·{' '}
          {monthText(props.rating.month)}
        </span>
      </p>
      <Show when={props.rating.comment}>
        {(comment) => (
          <p dir="auto" class="mt-1 text-base wrap-anywhere whitespace-pre-line">
            {comment()}
          </p>
        )}
      </Show>
    </>
  );
}
