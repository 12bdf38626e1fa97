import Star from 'lucide-solid/icons/star';
import { createSignal, Show, Switch, Match as When } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import { dataOf } from '../core/dataOf.ts';
import { Button } from '../ui/Button.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { GivenRatings } from './GivenRatings.tsx';
import { isRatingPutOff, putOffRating } from './ratingDraft.ts';
import { createMatchRatings } from './trustQueries.ts';

/** Under an exchange that was complete: a quiet question, or what was said. */
export function ExchangeRating(props: { match: Match }) {
  const [isPutOff, setPutOff] = createSignal(isRatingPutOff(props.match.id));
  let place: HTMLDivElement | undefined;
  // The question goes away with its buttons.
  keepFocus(
    () => place,
    isPutOff,
    () => place?.closest('section'),
  );
  return (
    <div ref={place} class="empty:hidden">
      <Switch>
        <When when={props.match.ownRating === 'open' && !isPutOff()}>
          <Question
            match={props.match}
            onPutOff={() => {
              putOffRating(props.match.id);
              setPutOff(true);
            }}
          />
        </When>
        <When when={props.match.ownRating === 'given'}>
          <section aria-label="Ratings" class="border-t border-line pt-5">
            <GivenRatings match={props.match} />
          </section>
        </When>
      </Switch>
    </div>
  );
}

function Question(props: { match: Match; onPutOff: () => void }) {
  const ratings = createMatchRatings(() => props.match.id);
  const name = () => props.match.partner.username;
  return (
    <section
      aria-label="Rating"
      class="flex flex-col items-center gap-3 border-t border-line pt-5 text-center wrap-anywhere"
    >
      <p>How was it with {name()}?</p>
      <Show when={dataOf(ratings)?.partner?.state === 'hidden'}>
        <p class="text-sm text-muted">{name()} has rated you. You see it once you have rated, too.</p>
      </Show>
      <div class="flex flex-wrap justify-center gap-2">
        <LinkButton icon={Star} href={`/exchanges/${props.match.id}/rate`}>
          Rate {name()}
        </LinkButton>
        <Button look="bare" onClick={() => props.onPutOff()}>
          Not now
        </Button>
      </div>
    </section>
  );
}
