import { createEffect, on, Show } from 'solid-js';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import { api } from '../core/api.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { focusHere } from '../ui/focusHere.ts';
import { toaster } from '../ui/toaster.ts';
import { createFields } from './createFields.ts';
import { createSubmit } from './createSubmit.ts';
import { FormField } from './FormField.tsx';
import { usernameRule } from './formRules.ts';
import { sectionHeading } from './sectionHeading.ts';
import { updateAccount } from './session.ts';

/** One's name, and the address that only oneself sees. */
export function ProfileForm(props: { me: OwnAccount }) {
  const fields = createFields({ username: usernameRule }, { username: props.me.username });
  let form!: HTMLFormElement;
  /** Unless the person has written something else meanwhile. */
  const writeOver = (before: string, name: string) => {
    if (fields.value('username') === before) fields.write('username', name);
  };
  const name = () => props.me.username;
  // Changed in another browser, it is not offered here to be changed back.
  createEffect(on(name, (now, before) => before !== undefined && writeOver(before, now)));
  const save = createCommand(async () => {
    const sent = fields.value('username');
    const changed = await api.accounts.updateProfile.mutate({ username: sent });
    updateAccount(changed);
    writeOver(sent, changed.username);
    // Its button is gone with what there was to save.
    focusHere(sectionHeading(form));
    toaster.show('Name changed', { tone: 'ok' });
  });
  const isChanged = () => fields.value('username').trim() !== props.me.username;
  const fieldOf = { 'accounts.username_taken': 'username', 'accounts.username_of_operator': 'username' } as const;
  const { submit, error } = createSubmit({ form: () => form, fields, send: save, fieldOf });
  const submitChange = (event: SubmitEvent) => (isChanged() ? submit(event) : event.preventDefault());

  return (
    <form ref={form} noValidate class="flex flex-col gap-4" onSubmit={submitChange}>
      <FormField
        label="Name"
        fields={fields}
        name="username"
        hint="Others at your events see this."
        autocomplete="username"
        spellcheck={false}
        required
      />
      <p class="text-sm text-muted">
        Your email address, <span class="text-text">{props.me.email}</span>, is seen by no one else.
      </p>
      <Show when={error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
      <Show when={isChanged()}>
        <Button type="submit" look="lit" class="self-start" busy={save.pending()}>
          Save name
        </Button>
      </Show>
    </form>
  );
}
