import Star from 'lucide-solid/icons/star';
import { createSignal, For, Show, Switch, Match as When } from 'solid-js';
import type { AccountId } from '../../shared/core/ids.ts';
import type { RatingStats } from '../../shared/trust/ratingRules.ts';
import { dataOf } from '../core/dataOf.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { Loading, Skeleton } from '../ui/Skeleton.tsx';
import { RatingList } from './RatingList.tsx';
import { averageText, standingText, starsText } from './ratingWords.ts';
import { createRatingStats } from './trustQueries.ts';

/** How a person is rated: mean, count, who would exchange again; and, on request, all that was said. */
export function Standing(props: { accountId: AccountId; isCentred?: boolean; class?: string }) {
  const query = createRatingStats(() => props.accountId);
  const [isOpen, setOpen] = createSignal(false);
  const quiet = () => cx('text-sm text-muted', props.isCentred && 'text-center');
  return (
    <div class={props.class}>
      <Switch
        fallback={
          <Loading label="Ratings are on their way">
            <Skeleton class={cx('h-6 w-56', props.isCentred && 'mx-auto')} />
          </Loading>
        }
      >
        <When when={dataOf(query)}>
          {(stats) => (
            <Show when={stats().count > 0} fallback={<p class={quiet()}>No ratings yet</p>}>
              <Summary stats={stats()} isCentred={props.isCentred} />
              <Button
                look="bare"
                class={cx('flex!', props.isCentred ? 'mx-auto' : '-ml-5')}
                aria-expanded={isOpen()}
                onClick={() => setOpen((wasOpen) => !wasOpen)}
              >
                {isOpen() ? 'Hide ratings' : 'Read ratings'}
              </Button>
              <Show when={isOpen()}>
                <Distribution stats={stats()} />
                <RatingList accountId={props.accountId} />
              </Show>
            </Show>
          )}
        </When>
        <When when={query.isError}>
          <p class={quiet()}>The ratings cannot be seen right now.</p>
        </When>
      </Switch>
    </div>
  );
}

function Summary(props: { stats: RatingStats; isCentred?: boolean }) {
  return (
    <p class={cx('flex flex-wrap items-center gap-x-2', props.isCentred && 'justify-center')}>
      <span class="figures inline-flex items-center gap-1 font-semibold">
        <Star size={18} strokeWidth={1.75} aria-hidden="true" class="fill-current text-light" />
        {averageText(props.stats.average ?? 0)}
        <span class="sr-only"> of 5 stars</span>
      </span>
      <span class="text-sm text-muted">{standingText(props.stats)}</span>
    </p>
  );
}

/** How many gave five stars, four, and so on. */
function Distribution(props: { stats: RatingStats }) {
  const counts = () => props.stats.distribution.map((count, index) => ({ score: index + 1, count })).reverse();
  return (
    <ul class="mt-1 mb-2 flex flex-col gap-1.5 text-sm" aria-label="Ratings by stars">
      <For each={counts()}>
        {({ score, count }) => (
          <li class="flex items-center gap-3">
            <span class="w-14 shrink-0 text-muted">{starsText(score)}</span>
            <span aria-hidden="true" class="h-2 flex-1 overflow-hidden rounded-full bg-raised">
              <span
                class="block h-full rounded-full bg-light"
                style={{ width: `${(100 * count) / Math.max(1, props.stats.count)}%` }}
              />
            </span>
            <span class="figures w-8 shrink-0 text-right">{count}</span>
          </li>
        )}
      </For>
    </ul>
  );
}
