import { createSignal, Show } from 'solid-js';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import { passwordLimits } from '../../shared/accounts/accountRules.ts';
import { api } from '../core/api.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { queryClient } from '../core/queryClient.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { focusHere } from '../ui/focusHere.ts';
import { toaster } from '../ui/toaster.ts';
import { createFields, focusOn } from './createFields.ts';
import { createSubmit } from './createSubmit.ts';
import { FormField } from './FormField.tsx';
import { filled, newPasswordRule } from './formRules.ts';
import { sessionsKey } from './sessionsKey.ts';

/** Changing the password, out of the way until it is wanted. */
export function PasswordForm(props: { me: OwnAccount }) {
  const [isOpen, setOpen] = createSignal(false);
  const fields = createFields({ current: filled('Write the password you have now.'), next: newPasswordRule });
  let form!: HTMLFormElement;
  let opener!: HTMLButtonElement;
  const close = () => {
    fields.clear();
    setOpen(false);
    focusHere(opener);
  };
  const send = createCommand(async () => {
    const change = { currentPassword: fields.value('current'), newPassword: fields.value('next') };
    await api.accounts.changePassword.mutate(change);
    close();
    toaster.show('Password changed. Other devices were logged out.', { tone: 'ok' });
    void queryClient.invalidateQueries({ queryKey: sessionsKey });
  });
  const fieldOf = { 'accounts.wrong_password': 'current' } as const;
  const { submit, error } = createSubmit({ form: () => form, fields, send, fieldOf });
  const cancel = () => {
    send.reset();
    close();
  };
  const open = () => {
    setOpen(true);
    focusOn(form, 'current');
  };

  return (
    <Show
      when={isOpen()}
      fallback={
        <Button ref={opener} class="self-start" onClick={open}>
          Change password
        </Button>
      }
    >
      <form ref={form} noValidate class="flex flex-col gap-4" onSubmit={submit}>
        {/* For password managers: whose password this is. */}
        <input type="text" name="username" autocomplete="username" value={props.me.username} readOnly hidden />
        <FormField
          label="Password now"
          fields={fields}
          name="current"
          type="password"
          autocomplete="current-password"
          required
        />
        <FormField
          label="New password"
          fields={fields}
          name="next"
          type="password"
          hint={`${passwordLimits.min} characters or more. Your other devices will be logged out.`}
          autocomplete="new-password"
          required
        />
        <Show when={error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
        <div class="flex flex-wrap gap-2">
          <Button type="submit" look="lit" busy={send.pending()}>
            Change password
          </Button>
          <Button look="bare" onClick={cancel}>
            Leave it
          </Button>
        </div>
      </form>
    </Show>
  );
}
