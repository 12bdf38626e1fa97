import { createUniqueId, type JSX, Show } from 'solid-js';

export interface ToggleProps {
  label: JSX.Element;
  hint?: JSX.Element;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  name?: string;
}

/** A choice among several; the whole line is the target. */
export function Checkbox(props: ToggleProps) {
  const id = createUniqueId();
  return (
    <label class="flex min-h-11 cursor-pointer items-start gap-3 py-2 has-disabled:opacity-60">
      <span class="relative mt-px grid size-6 shrink-0 place-items-center">
        <input
          type="checkbox"
          name={props.name}
          checked={props.checked}
          disabled={props.disabled}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
          aria-describedby={props.hint ? id : undefined}
          class="peer size-6 appearance-none rounded-[0.4rem] border border-edge bg-surface checked:border-light checked:bg-lit"
        />
        <svg
          viewBox="0 0 24 24"
          class="pointer-events-none absolute size-5 text-on-lit opacity-0 peer-checked:opacity-100"
          aria-hidden="true"
        >
          <path
            d="m5 12.5 4.5 4.5L19 7.5"
            fill="none"
            stroke="currentColor"
            stroke-width="2.6"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
        </svg>
      </span>
      <ToggleText id={id} label={props.label} hint={props.hint} />
    </label>
  );
}

/** The words beside a checkbox or a switch. */
export function ToggleText(props: { id: string; label: JSX.Element; hint?: JSX.Element }) {
  return (
    <span class="flex min-w-0 flex-1 flex-col">
      <span>{props.label}</span>
      <Show when={props.hint}>
        {(hint) => (
          <span id={props.id} class="text-sm text-muted">
            {hint()}
          </span>
        )}
      </Show>
    </span>
  );
}
