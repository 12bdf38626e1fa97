import Eye from 'lucide-solid/icons/eye';
import EyeOff from 'lucide-solid/icons/eye-off';
import { createSignal, type JSX, Show, splitProps } from 'solid-js';
import { Field, type FieldTexts, fieldClass } from './Field.tsx';
import { iconStroke } from './icon.ts';

export interface TextFieldProps
  extends FieldTexts,
    Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'value' | 'children' | 'id'> {
  value: string;
  onInput: (value: string) => void;
}

/** One line to write in. A password can be shown; `autocomplete`, `inputmode`, `name` go to the input. */
export function TextField(props: TextFieldProps) {
  const [texts, own, rest] = splitProps(
    props,
    ['label', 'hideLabel', 'hint', 'error'],
    ['value', 'onInput', 'type', 'class'],
  );
  const [isShown, setShown] = createSignal(false);
  const isPassword = () => own.type === 'password';
  return (
    <Field {...texts} class={own.class}>
      {(ids) => (
        <div class="relative">
          <input
            {...rest}
            id={ids().id}
            type={isPassword() && isShown() ? 'text' : (own.type ?? 'text')}
            value={own.value}
            onInput={(event) => own.onInput(event.currentTarget.value)}
            aria-describedby={ids().describedBy}
            aria-invalid={texts.error ? true : undefined}
            class={fieldClass(Boolean(texts.error), isPassword() ? 'pr-13' : undefined)}
          />
          <Show when={isPassword()}>
            <button
              type="button"
              class="absolute top-0.5 right-0.5 grid size-11 place-items-center rounded-control text-muted hover:text-text"
              aria-label="Show password"
              aria-pressed={isShown()}
              onClick={() => setShown(!isShown())}
            >
              <Show when={isShown()} fallback={<Eye size={20} strokeWidth={iconStroke} aria-hidden="true" />}>
                <EyeOff size={20} strokeWidth={iconStroke} aria-hidden="true" />
              </Show>
            </button>
          </Show>
        </div>
      )}
    </Field>
  );
}
