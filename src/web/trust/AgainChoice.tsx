import { createUniqueId, For, Show } from 'solid-js';

const answers = [
  { value: true, label: 'Yes' },
  { value: false, label: 'No' },
];

/** Yes or no, with neither chosen for one. */
export function AgainChoice(props: {
  legend: string;
  value: boolean | null;
  onChange: (value: boolean) => void;
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
      <div class="mt-3 flex gap-2">
        <For each={answers}>
          {({ value, label }) => (
            <label class="press relative flex min-h-11 min-w-24 cursor-pointer items-center justify-center rounded-control border border-edge bg-surface px-5 hover:bg-raised has-checked:border-light has-checked:bg-glow has-checked:font-semibold has-focus-visible:outline-2 has-focus-visible:outline-light">
              <input
                type="radio"
                name={id}
                value={String(value)}
                checked={props.value === value}
                onChange={() => props.onChange(value)}
                class="absolute inset-0 cursor-pointer appearance-none rounded-control outline-none"
              />
              {label}
            </label>
          )}
        </For>
      </div>
      <p id={id} aria-live="polite" class="mt-1 text-sm text-danger empty:absolute">
        <Show when={props.error}>{(error) => error()}</Show>
      </p>
    </fieldset>
  );
}
