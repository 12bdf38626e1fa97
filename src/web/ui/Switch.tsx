import { createUniqueId } from 'solid-js';
import { type ToggleProps, ToggleText } from './Checkbox.tsx';

/**
 * Something that is on or off at once, without saving. The knob's place says it, not only its colour. Read-only while an
 * answer is awaited: disabling would drop the focus.
 */
export function Switch(props: ToggleProps & { readOnly?: boolean }) {
  const id = createUniqueId();
  return (
    <label class="flex min-h-11 cursor-pointer items-center justify-between gap-4 py-2 has-disabled:opacity-60 has-aria-readonly:opacity-60">
      <ToggleText id={id} label={props.label} hint={props.hint} />
      <span class="relative h-7 w-12 shrink-0">
        <input
          type="checkbox"
          role="switch"
          name={props.name}
          checked={props.checked}
          aria-checked={props.checked}
          disabled={props.disabled}
          aria-readonly={props.readOnly}
          onClick={(event) => props.readOnly && event.preventDefault()}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
          aria-describedby={props.hint ? id : undefined}
          class="peer h-7 w-12 appearance-none rounded-full border border-edge bg-raised checked:border-light checked:bg-lit"
        />
        <span class="pointer-events-none absolute top-1 left-1 size-5 rounded-full border border-transparent bg-edge transition-transform duration-150 peer-checked:translate-x-5 peer-checked:bg-on-lit" />
      </span>
    </label>
  );
}
