import { useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { lazyPart } from '../core/lazyPart.ts';
import { CenteredPage } from '../shell/CenteredPage.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { createFields, focusOn } from './createFields.ts';
import { FormField } from './FormField.tsx';
import { filled } from './formRules.ts';
import { otherDoor } from './otherDoor.ts';
import { logIn, takeEndedNote } from './session.ts';

const LoginCode = lazyPart(() => import('./LoginCode.tsx'));

/** Logging in by name or address; afterwards one is where one wanted to be. */
export default function LoginScreen() {
  const [search] = useSearchParams();
  const wasEnded = takeEndedNote();
  const fields = createFields({
    login: filled('Write your name or your email address.'),
    password: filled('Write your password.'),
  });
  const [needsCode, setNeedsCode] = createSignal(false);
  let form!: HTMLFormElement;
  const send = createCommand(async () => {
    await logIn(fields.value('login').trim(), fields.value('password'));
  });
  const back = () => {
    setNeedsCode(false);
    send.reset();
    fields.write('password', '');
    focusOn(form, 'password');
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!fields.areRight(form)) return;
    await send.run();
    if (send.error()?.code === 'accounts.code_needed') setNeedsCode(true);
    if (send.error()?.code === 'accounts.wrong_credentials') focusOn(form, 'password');
  };

  return (
    <CenteredPage
      title="Log in"
      lead={
        <>
          <Show when={wasEnded}>You were logged out, here or from another device. Nothing of you stayed here.</Show>
          <Show when={search.reset}>Your new password is set, and all devices were logged out. Log in with it.</Show>
        </>
      }
      footer={
        <p>
          New here? <a href={otherDoor('/register', search.next)}>Create an account</a>
        </p>
      }
    >
      <Show when={!needsCode()} fallback={<LoginCode onBack={back} />}>
        <form ref={form} noValidate class="flex flex-col gap-5" onSubmit={submit}>
          <FormField
            label="Name or email"
            fields={fields}
            name="login"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
          />
          <FormField
            label="Password"
            fields={fields}
            name="password"
            type="password"
            autocomplete="current-password"
            required
          />
          <Show when={send.error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
          <Button type="submit" look="lit" wide busy={send.pending()}>
            Log in
          </Button>
          <p class="text-center">
            <a href="/forgot">Forgot your password?</a>
          </p>
        </form>
      </Show>
    </CenteredPage>
  );
}
