import { useQuery } from '@tanstack/solid-query';
import { createSignal, Show, Switch, Match as When } from 'solid-js';
import { api } from '../core/api.ts';
import { toAppError } from '../core/appError.ts';
import { createCommand } from '../core/createCommand.ts';
import { dataOf } from '../core/dataOf.ts';
import { errorText, textOf } from '../core/errorText.ts';
import { CenteredPage } from '../shell/CenteredPage.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { focusHere } from '../ui/focusHere.ts';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { createFields } from './createFields.ts';
import { createSubmit } from './createSubmit.ts';
import { FormField } from './FormField.tsx';
import { emailRule } from './formRules.ts';

/** Asking for a link to a new password; where no mail goes out, whom to ask instead. */
export default function ForgotScreen() {
  const offered = useQuery(() => ({
    queryKey: ['passwordReset', 'isOffered'],
    queryFn: () => api.passwordReset.isOffered.query(),
  }));
  const fields = createFields({ email: emailRule });
  const [askedFor, setAskedFor] = createSignal<string | null>(null);
  let form!: HTMLFormElement;
  let sentNote!: HTMLParagraphElement;
  const send = createCommand(async () => {
    const email = fields.value('email').trim();
    await api.passwordReset.request.mutate({ email });
    setAskedFor(email);
    // It takes the form's place, and is read out by having the focus.
    focusHere(sentNote);
  });
  const { submit, error } = createSubmit({ form: () => form, fields, send });

  return (
    <CenteredPage
      title="A new password"
      footer={
        <p>
          <a href="/login">Back to logging in</a>
        </p>
      }
    >
      <Switch>
        <When when={askedFor()}>
          {(email) => (
            <p ref={sentNote}>
              If there is an account with {email()}, a link is on its way to it, unless three were asked for within the
              last hour: then use the newest of them, or ask again later. A link works once, within 30 minutes. Look
              into your spam folder, too.
            </p>
          )}
        </When>
        <When when={dataOf(offered) === true}>
          <form ref={form} noValidate class="flex flex-col gap-5" onSubmit={submit}>
            <FormField
              label="Email"
              hint="The one of your account. We send you a link to set a new password."
              fields={fields}
              name="email"
              type="email"
              autocomplete="email"
              required
            />
            <Show when={error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
            <Button type="submit" look="lit" wide busy={send.pending()}>
              Send the link
            </Button>
          </form>
        </When>
        <When when={dataOf(offered) === false}>
          <p>{errorText['accounts.reset_not_offered']}</p>
        </When>
        <When when={offered.error}>
          {(error) => (
            <ErrorNote
              what={textOf(toAppError(error()))}
              retrying={offered.isFetching}
              onRetry={() => void offered.refetch()}
            />
          )}
        </When>
        <When when={true}>
          <SkeletonRows count={1} label="Loading" />
        </When>
      </Switch>
    </CenteredPage>
  );
}
