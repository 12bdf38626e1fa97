import Star from 'lucide-solid/icons/star';
import { For } from 'solid-js';
import { ratingLimits } from '../../shared/trust/ratingRules.ts';
import { cx } from '../ui/cx.ts';
import { starsText } from './ratingWords.ts';

const places = Array.from({ length: ratingLimits.highest }, (_, index) => index + 1);

/** A given score: full stars and empty ones. */
export function Stars(props: { score: number; size?: number }) {
  return (
    <span role="img" aria-label={starsText(props.score)} class="inline-flex gap-0.5 text-light">
      <For each={places}>
        {(place) => (
          <Star
            size={props.size ?? 18}
            strokeWidth={1.75}
            aria-hidden="true"
            class={cx(place <= props.score ? 'fill-current' : 'opacity-60')}
          />
        )}
      </For>
    </span>
  );
}
