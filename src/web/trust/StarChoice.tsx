import Star from 'lucide-solid/icons/star';
import { createUniqueId, For, Show } from 'solid-js';
import { cx } from '../ui/cx.ts';
import { scoreName, scoreWords } from './ratingWords.ts';

/** One to five stars to choose from: radio buttons underneath, so arrow keys and screen readers work. */
export function StarChoice(props: {
  legend: string;
  value: number | null;
  onChange: (score: number) => void;
  error?: string | null;
}) {
  const id = createUniqueId();
  return (
    <fieldset
      aria-describedby={props.error ? id : undefined}
      aria-invalid={props.error ? 'true' : undefined}
      class="min-w-0 wrap-anywhere"
    >
      <legend class="text-lg font-semibold">{props.legend}</legend>
      <div class="mt-2 -ml-2 flex items-center">
        <For each={scoreWords}>
          {(_, index) => {
            const score = () => index() + 1;
            return (
              <label class="press relative grid size-12 cursor-pointer place-items-center rounded-control text-light hover:bg-raised has-focus-visible:outline-2 has-focus-visible:outline-light">
                <input
                  type="radio"
                  name={id}
                  value={score()}
                  checked={props.value === score()}
                  onChange={() => props.onChange(score())}
                  aria-label={scoreName(score())}
                  class="absolute inset-0 cursor-pointer appearance-none rounded-control outline-none"
                />
                <Star
                  size={30}
                  strokeWidth={1.5}
                  aria-hidden="true"
                  class={cx('pointer-events-none', score() <= (props.value ?? 0) && 'fill-current')}
                />
              </label>
            );
          }}
        </For>
      </div>
      {/* The radio buttons say it already. */}
      <p aria-hidden="true" class="min-h-6 text-muted">
        {scoreWords[(props.value ?? 0) - 1] ?? ''}
      </p>
      <p id={id} aria-live="polite" class="text-sm text-danger empty:absolute">
        <Show when={props.error}>{(error) => error()}</Show>
      </p>
    </fieldset>
  );
}
