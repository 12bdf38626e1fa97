import type { AppError } from '../core/appError.ts';
import type { Command } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { type Fields, focusOn } from './createFields.ts';

/** How a form is sent: its fields are judged first, and what is refused of one of them is said beside it. */
export function createSubmit<K extends string>(parts: {
  form: () => HTMLFormElement;
  fields: Fields<K>;
  send: Pick<Command<[], unknown>, 'run' | 'error'>;
  /** Which field a refusal is about, by its code. */
  fieldOf?: Partial<Record<AppError['code'], K>>;
}) {
  const fieldAtFault = (): K | null => {
    const error = parts.send.error();
    return (error && parts.fieldOf?.[error.code]) ?? null;
  };
  return {
    async submit(event: SubmitEvent): Promise<void> {
      event.preventDefault();
      if (!parts.fields.areRight(parts.form())) return;
      await parts.send.run();
      const [error, field] = [parts.send.error(), fieldAtFault()];
      if (!error || !field) return;
      parts.fields.refuse(field, textOf(error));
      focusOn(parts.form(), field);
    },
    /** Why it was refused, where that is about none of the fields. */
    error: () => (fieldAtFault() ? null : parts.send.error()),
  };
}
