import { Show } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import type { MatchRatings, Rating } from '../../shared/trust/rating.ts';
import { dataOf } from '../core/dataOf.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { createNow } from '../ui/Time.tsx';
import { dayText } from '../ui/timeText.ts';
import { Stars } from './Stars.tsx';
import { createMatchRatings } from './trustQueries.ts';

/** What the two of an exchange say of each other, as far as this one may see it. */
export function GivenRatings(props: { match: Match }) {
  const query = createMatchRatings(() => props.match.id);
  const name = () => props.match.partner.username;
  return (
    <Show
      when={dataOf(query)}
      fallback={
        <Show when={query.isPending}>
          <Skeleton class="h-12" />
        </Show>
      }
    >
      {(ratings) => (
        <dl class="flex flex-col gap-4">
          <Show when={ratings().own}>{(own) => <Said who={`You about ${name()}`} rating={own()} />}</Show>
          <Partners name={name()} partner={ratings().partner} />
        </dl>
      )}
    </Show>
  );
}

function Partners(props: { name: string; partner: MatchRatings['partner'] }) {
  const now = createNow();
  const visible = () => (props.partner?.state === 'visible' ? props.partner.rating : null);
  const hiddenUntil = () => (props.partner?.state === 'hidden' ? new Date(props.partner.visibleAt) : null);
  return (
    <Show
      when={visible()}
      fallback={
        <div>
          <dt class="text-sm text-muted">{props.name} about you</dt>
          <dd>
            {hiddenUntil()
              ? `Given. You see it once you have rated, or on ${dayText(hiddenUntil()!, now())}.`
              : 'Not yet.'}
          </dd>
        </div>
      }
    >
      {(rating) => <Said who={`${props.name} about you`} rating={rating()} />}
    </Show>
  );
}

function Said(props: { who: string; rating: Rating }) {
  return (
    <div>
      <dt class="text-sm text-muted">{props.who}</dt>
      <dd class="flex flex-col gap-1">
        <span class="flex flex-wrap items-center gap-x-3">
          <Stars score={props.rating.score} />
          <span class="text-sm">
            {props.rating.wouldExchangeAgain ? 'Would exchange again' : 'Would not exchange again'}
          </span>
        </span>
        <Show when={props.rating.comment}>
          {(comment) => (
            <q dir="auto" class="wrap-anywhere whitespace-pre-line">
              {comment()}
            </q>
          )}
        </Show>
      </dd>
    </div>
  );
}
