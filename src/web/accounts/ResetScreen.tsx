import { Show } from 'solid-js';
import { passwordLimits } from '../../shared/accounts/accountRules.ts';
import { api } from '../core/api.ts';
import { createCommand } from '../core/createCommand.ts';
import { errorText, textOf } from '../core/errorText.ts';
import { CenteredPage } from '../shell/CenteredPage.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { createFields } from './createFields.ts';
import { createSubmit } from './createSubmit.ts';
import { FormField } from './FormField.tsx';
import { newPasswordRule } from './formRules.ts';
import { rememberAsOver } from './rememberedAccount.ts';

/**
 * Where the link in the mail leads. Its token is in the fragment, and leaves the address bar at once; a reload still finds
 * it in the history's entry.
 */
export default function ResetScreen() {
  const token = location.hash.slice(1) || String(history.state?.resetToken);
  history.replaceState({ ...history.state, resetToken: token }, '', location.pathname);
  const isToken = /^[\w-]{43}$/.test(token);
  const fields = createFields({ next: newPasswordRule });
  let form!: HTMLFormElement;
  const send = createCommand(async () => {
    await api.passwordReset.finish.mutate({ token, newPassword: fields.value('next') });
    // Whoever was signed in here may be so no more: the next page asks before it leads anyone on.
    rememberAsOver();
    location.replace('/login?reset=1');
  });
  const { submit, error } = createSubmit({ form: () => form, fields, send });
  const isOver = () => !isToken || send.error()?.code === 'accounts.reset_link_ended';

  return (
    <CenteredPage
      title="A new password"
      footer={
        <p>
          <a href="/login">Back to logging in</a>
        </p>
      }
    >
      <Show
        when={!isOver()}
        fallback={
          <div class="flex flex-col gap-5">
            <ErrorNote what={errorText['accounts.reset_link_ended']} />
            <p>
              <a href="/forgot">Ask for a new link</a>
            </p>
          </div>
        }
      >
        <form ref={form} noValidate class="flex flex-col gap-5" onSubmit={submit}>
          <FormField
            label="New password"
            hint={`${passwordLimits.min} characters or more. All your devices will be logged out.`}
            fields={fields}
            name="next"
            type="password"
            autocomplete="new-password"
            required
          />
          <Show when={error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
          <Button type="submit" look="lit" wide busy={send.pending()}>
            Set password
          </Button>
        </form>
      </Show>
    </CenteredPage>
  );
}
