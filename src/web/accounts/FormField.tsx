import { splitProps } from 'solid-js';
import { TextField, type TextFieldProps } from '../ui/TextField.tsx';
import type { Fields } from './createFields.ts';

type Own<K extends string> = { fields: Pick<Fields<K>, 'value' | 'error' | 'write' | 'left'>; name: K };

/** A text field bound to the form's field of that name. */
export function FormField<K extends string>(
  props: Own<K> & Omit<TextFieldProps, 'value' | 'onInput' | 'onBlur' | 'error' | 'name'>,
) {
  const [own, rest] = splitProps(props, ['fields']);
  return (
    <TextField
      {...rest}
      value={own.fields.value(props.name)}
      onInput={(value) => own.fields.write(props.name, value)}
      onBlur={() => own.fields.left(props.name)}
      error={own.fields.error(props.name)}
    />
  );
}
