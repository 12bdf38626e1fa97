import { createUniqueId, For } from 'solid-js';

/** One of a few, all in sight: Now, Coming, Past. Radio buttons underneath, so arrows work. */
export function SegmentedControl<T extends string>(props: {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}) {
  const name = createUniqueId();
  return (
    <fieldset class="inline-flex max-w-full flex-wrap rounded-control border border-line bg-surface p-1">
      <legend class="sr-only">{props.label}</legend>
      <For each={props.options}>
        {(option) => (
          <label class="press relative flex min-h-11 flex-1 cursor-pointer items-center justify-center rounded-[0.55rem] border border-transparent px-4 text-sm whitespace-nowrap text-muted hover:text-text has-checked:border-edge has-checked:bg-raised has-checked:font-semibold has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-light">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={props.value === option.value}
              onChange={() => props.onChange(option.value)}
              class="absolute inset-0 cursor-pointer appearance-none rounded-[0.55rem] outline-none"
            />
            {option.label}
          </label>
        )}
      </For>
    </fieldset>
  );
}
