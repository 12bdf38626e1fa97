import { useSearchParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { passwordLimits } from '../../shared/accounts/accountRules.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { CenteredPage } from '../shell/CenteredPage.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { createFields } from './createFields.ts';
import { createSignUp } from './createSignUp.ts';
import { createSubmit } from './createSubmit.ts';
import { FormField } from './FormField.tsx';
import { emailRule, newPasswordRule, usernameRule } from './formRules.ts';
import { otherDoor } from './otherDoor.ts';
import { logIn, register } from './session.ts';

const fieldOf = { 'accounts.username_taken': 'username', 'accounts.email_taken': 'email' } as const;

/** Making an account: a name for others, an address for oneself, a password. */
export default function RegisterScreen() {
  const [search] = useSearchParams();
  const fields = createFields({ username: usernameRule, email: emailRule, password: newPasswordRule });
  let form!: HTMLFormElement;
  const signUp = createSignUp({ register, logIn });
  const send = createCommand(async () => {
    await signUp({
      username: fields.value('username'),
      email: fields.value('email'),
      password: fields.value('password'),
    });
  });
  const { submit, error } = createSubmit({ form: () => form, fields, send, fieldOf });

  return (
    <CenteredPage
      title="Create an account"
      lead="Swap the videos you film of each other, on the spot."
      footer={
        <p>
          Already have one? <a href={otherDoor('/login', search.next)}>Log in</a>
        </p>
      }
    >
      <form ref={form} noValidate class="flex flex-col gap-5" onSubmit={submit}>
        <FormField
          label="Name"
          fields={fields}
          name="username"
          hint="Others at your events see this."
          autocomplete="username"
          spellcheck={false}
          required
        />
        <FormField
          label="Email"
          fields={fields}
          name="email"
          type="email"
          inputmode="email"
          hint="Only you see this. You can log in with it."
          autocomplete="email"
          required
        />
        <FormField
          label="Password"
          fields={fields}
          name="password"
          type="password"
          hint={`${passwordLimits.min} characters or more; a few words are easiest.`}
          autocomplete="new-password"
          required
        />
        <Show when={error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
        <Button type="submit" look="lit" wide busy={send.pending()}>
          Create account
        </Button>
      </form>
    </CenteredPage>
  );
}
