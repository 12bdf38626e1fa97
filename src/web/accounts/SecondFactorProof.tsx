import { onMount, Show } from 'solid-js';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { anyCodeRule } from './codeRules.ts';
import { createFields, focusOn } from './createFields.ts';
import { createSubmit } from './createSubmit.ts';
import { FormField } from './FormField.tsx';
import { filled } from './formRules.ts';

/** What takes both factors, so that a borrowed phone is not enough for it. */
export function SecondFactorProof(props: {
  me: OwnAccount;
  action: string;
  run: (proof: { password: string; code: string }) => Promise<void>;
  onCancel: () => void;
}) {
  const fields = createFields({ password: filled('Write your password.'), code: anyCodeRule });
  let form!: HTMLFormElement;
  onMount(() => focusOn(form, 'password'));
  const send = createCommand(() => props.run({ password: fields.value('password'), code: fields.value('code') }));
  const { submit, error } = createSubmit({
    ...{ form: () => form, fields, send },
    fieldOf: { 'accounts.wrong_password': 'password', 'accounts.wrong_code': 'code' },
  });

  return (
    <form ref={form} noValidate class="flex flex-col gap-4" onSubmit={submit}>
      {/* For password managers: whose password this is. */}
      <input type="text" name="username" autocomplete="username" value={props.me.username} readOnly hidden />
      <FormField
        label="Your password"
        fields={fields}
        name="password"
        type="password"
        autocomplete="current-password"
        required
      />
      <FormField
        label="Code"
        hint="The six digits from your app, or a recovery code."
        fields={fields}
        name="code"
        autocomplete="one-time-code"
        spellcheck={false}
        required
      />
      <Show when={error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
      <div class="flex flex-wrap gap-2">
        <Button type="submit" look="lit" busy={send.pending()}>
          {props.action}
        </Button>
        <Button look="bare" onClick={() => props.onCancel()}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
