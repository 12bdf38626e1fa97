import { createEffect, type JSX, splitProps } from 'solid-js';
import { cx } from './cx.ts';
import { Field, type FieldTexts, fieldClass } from './Field.tsx';

export interface TextAreaProps
  extends FieldTexts,
    Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'onInput' | 'onSubmit' | 'value' | 'children' | 'id'> {
  value: string;
  onInput: (value: string) => void;
  /** Makes it a composer: Enter sends where there is a keyboard, Shift+Enter makes a line; on touch Enter makes a line. */
  onSubmit?: () => void;
}

/** Several lines to write in; grows with its text up to ten lines. */
export function TextArea(props: TextAreaProps) {
  const [texts, own, rest] = splitProps(
    props,
    ['label', 'hideLabel', 'hint', 'error'],
    ['value', 'onInput', 'onSubmit', 'class', 'ref'],
  );
  let area!: HTMLTextAreaElement;

  createEffect(() => {
    void own.value;
    // Where the browser grows it by itself (field-sizing) there is nothing to measure.
    if (CSS.supports('field-sizing', 'content')) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  });

  const submitOnEnter = (event: KeyboardEvent) => {
    // Safari ends a composition before it tells of the Enter that ended it, which it marks as 229 (UI Events, 6.3.1).
    const isComposing = event.isComposing || event.keyCode === 229;
    const isPlainEnter = event.key === 'Enter' && !event.shiftKey && !isComposing;
    if (!own.onSubmit || !isPlainEnter || matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    own.onSubmit();
  };

  return (
    <Field {...texts} class={own.class}>
      {(ids) => (
        <textarea
          rows={own.onSubmit ? 1 : 3}
          {...rest}
          ref={(element) => {
            area = element;
            if (typeof own.ref === 'function') own.ref(element);
          }}
          id={ids().id}
          value={own.value}
          onInput={(event) => own.onInput(event.currentTarget.value)}
          onKeyDown={submitOnEnter}
          aria-describedby={ids().describedBy}
          aria-invalid={texts.error ? true : undefined}
          class={fieldClass(
            Boolean(texts.error),
            cx('field-sizing-content max-h-64 resize-none', own.onSubmit && 'placeholder:truncate'),
          )}
        />
      )}
    </Field>
  );
}
