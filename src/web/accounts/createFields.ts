import { createSignal } from 'solid-js';
import type { Rule } from './formRules.ts';

/**
 * The fields of one form. Nothing is called wrong while it is first being written: a field is judged when it is left
 * or the form is sent, and from then on at every change.
 */
export function createFields<K extends string>(rules: Record<K, Rule>, initial: Partial<Record<K, string>> = {}) {
  const names = Object.keys(rules) as K[];
  const fields = Object.fromEntries(
    names.map((name) => [name, makeField(rules[name], initial[name])] as const),
  ) as Record<K, Field>;

  return {
    value: (name: K) => fields[name].value(),
    error: (name: K) => fields[name].error(),

    /** Writes into a field; what the server said of its former content no longer holds. */
    write(name: K, value: string): void {
      fields[name].setRefusal(null);
      fields[name].setValue(value);
    },

    /** The field was left: judged, unless it is still empty. */
    left(name: K): void {
      if (fields[name].value() !== '') fields[name].setJudged(true);
    },

    /** What the server said of a field's content. */
    refuse: (name: K, text: string) => void fields[name].setRefusal(text),

    /** Judges all; if one is wrong, the first takes the focus. */
    areRight(form: HTMLFormElement): boolean {
      for (const name of names) fields[name].setJudged(true);
      const wrong = names.find((name) => fields[name].error() !== null);
      if (wrong) focusOn(form, wrong);
      return wrong === undefined;
    },

    /** Empties all fields, judged no more. */
    clear(): void {
      for (const name of names) {
        fields[name].setValue('');
        fields[name].setJudged(false);
        fields[name].setRefusal(null);
      }
    },
  };
}

export type Fields<K extends string> = ReturnType<typeof createFields<K>>;

type Field = ReturnType<typeof makeField>;

function makeField(rule: Rule, initial = '') {
  const [value, setValue] = createSignal(initial);
  const [isJudged, setJudged] = createSignal(false);
  const [refusal, setRefusal] = createSignal<string | null>(null);
  const error = () => refusal() ?? (isJudged() ? rule(value()) : null);
  return { value, setValue, setJudged, setRefusal, error };
}

/** Puts the cursor into the form's field of this name. */
export function focusOn(form: HTMLFormElement, name: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.focus();
}
