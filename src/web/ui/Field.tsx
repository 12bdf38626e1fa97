import CircleAlert from 'lucide-solid/icons/circle-alert';
import { createUniqueId, type JSX, Show } from 'solid-js';
import { cx } from './cx.ts';
import { iconStroke } from './icon.ts';

/** What every field that is filled in has around it. */
export interface FieldTexts {
  label: string;
  /** The label stays for screen readers; the placeholder or place says it to the eye. */
  hideLabel?: boolean;
  hint?: JSX.Element;
  /** What is wrong and how to put it right. */
  error?: string | null;
}

export interface FieldIds {
  id: string;
  /** For aria-describedby: the hint, the error, both or none. */
  describedBy: string | undefined;
}

/** Label above, hint and error below, tied to the control that `children` draws. */
export function Field(props: FieldTexts & { children: (ids: () => FieldIds) => JSX.Element; class?: string }) {
  const id = createUniqueId();
  const ids = (): FieldIds => ({
    id,
    describedBy: cx(Boolean(props.hint) && `${id}-hint`, Boolean(props.error) && `${id}-error`) || undefined,
  });
  return (
    <div class={cx('flex flex-col gap-1.5', props.class)}>
      <label for={id} class={props.hideLabel ? 'sr-only' : 'text-sm font-medium'}>
        {props.label}
      </label>
      {props.children(ids)}
      <Show when={props.hint}>
        {(hint) => (
          <p id={`${id}-hint`} class="text-sm text-muted">
            {hint()}
          </p>
        )}
      </Show>
      {/* Always there, so that what appears in it is announced. */}
      <p id={`${id}-error`} aria-live="polite" class="flex gap-1.5 text-sm text-danger empty:absolute">
        <Show when={props.error}>
          <CircleAlert size={18} strokeWidth={iconStroke} aria-hidden="true" class="mt-px shrink-0" />
          <span>{props.error}</span>
        </Show>
      </p>
    </div>
  );
}

/** How a control that is written in is drawn. */
export const fieldClass = (isWrong: boolean, extra?: string): string =>
  cx(
    'w-full min-h-12 rounded-control border bg-surface px-3.5 py-2.5 text-base text-text',
    'disabled:opacity-60 read-only:bg-raised',
    isWrong ? 'border-danger' : 'border-edge',
    extra,
  );
