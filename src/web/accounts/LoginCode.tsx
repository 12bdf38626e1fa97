import { createSignal, onMount, Show } from 'solid-js';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { recoveryCodeRule, timeCodeRule } from './codeRules.ts';
import { createFields, focusOn } from './createFields.ts';
import { FormField } from './FormField.tsx';
import { confirmLogIn } from './session.ts';

/** The second step of logging in: the code that the app shows now, or one of the recovery codes. */
export default function LoginCode(props: { onBack: () => void }) {
  const [isRecovering, setRecovering] = createSignal(false);
  const fields = createFields({ code: (value) => (isRecovering() ? recoveryCodeRule : timeCodeRule)(value) });
  let form!: HTMLFormElement;
  onMount(() => focusOn(form, 'code'));
  const send = createCommand(() => confirmLogIn(fields.value('code')));
  const isOver = () => send.error()?.code === 'accounts.login_expired';
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!fields.areRight(form)) return;
    await send.run();
    if (send.error()?.code !== 'accounts.wrong_code') return;
    fields.clear();
    focusOn(form, 'code');
  };
  const change = () => {
    setRecovering(!isRecovering());
    fields.clear();
    send.reset();
    focusOn(form, 'code');
  };

  return (
    <form ref={form} noValidate class="flex flex-col gap-5" onSubmit={submit}>
      <FormField
        label={isRecovering() ? 'Recovery code' : 'Code from your app'}
        hint={
          isRecovering()
            ? 'One of those you kept when codes were set up. Each works once.'
            : 'Your password was right. Your account also asks for the code that your authenticator app shows.'
        }
        fields={fields}
        name="code"
        inputmode={isRecovering() ? 'text' : 'numeric'}
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck={false}
        maxLength={24}
        required
      />
      <Show when={send.error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
      <Show
        when={!isOver()}
        fallback={
          <Button look="lit" wide onClick={() => props.onBack()}>
            Begin again
          </Button>
        }
      >
        <Button type="submit" look="lit" wide busy={send.pending()}>
          Log in
        </Button>
        <div class="flex flex-wrap justify-between gap-2">
          <Button look="bare" onClick={change}>
            {isRecovering() ? 'Use the app' : 'Use a recovery code'}
          </Button>
          <Button look="bare" onClick={() => props.onBack()}>
            Back
          </Button>
        </div>
      </Show>
    </form>
  );
}
