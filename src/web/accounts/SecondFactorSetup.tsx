import { createSignal, onMount, Show } from 'solid-js';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import type { SecondFactorSetup as Setup } from '../../shared/accounts/secondFactor.ts';
import { api } from '../core/api.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { QrCode } from '../ui/QrCode.tsx';
import { timeCodeRule } from './codeRules.ts';
import { createFields, focusOn } from './createFields.ts';
import { createSubmit } from './createSubmit.ts';
import { FormField } from './FormField.tsx';
import { filled } from './formRules.ts';
import { KeepCodesFirst } from './KeepCodesFirst.tsx';

interface Props {
  me: OwnAccount;
  /** Codes are on. */
  onDone: () => void;
  onCancel: () => void;
}

/** First the password, then the recovery codes, then the key for the app and a code that shows that the app has it. */
export default function SecondFactorSetup(props: Props) {
  const [setup, setSetup] = createSignal<Setup | null>(null);
  return (
    <Show when={setup()} fallback={<PasswordStep {...props} onBegun={setSetup} />}>
      {(given) => (
        <KeepCodesFirst note="They count as soon as codes are on." onCancel={props.onCancel}>
          {(codes) => <AppStep {...props} setup={given()} recoveryCodes={codes} />}
        </KeepCodesFirst>
      )}
    </Show>
  );
}

function PasswordStep(props: Props & { onBegun: (setup: Setup) => void }) {
  const fields = createFields({ password: filled('Write your password.') });
  let form!: HTMLFormElement;
  onMount(() => focusOn(form, 'password'));
  const send = createCommand(async () =>
    props.onBegun(await api.secondFactor.begin.mutate({ password: fields.value('password') })),
  );
  const fieldOf = { 'accounts.wrong_password': 'password' } as const;
  const { submit, error } = createSubmit({ form: () => form, fields, send, fieldOf });
  return (
    <form ref={form} noValidate class="flex flex-col gap-4" onSubmit={submit}>
      <input type="text" name="username" autocomplete="username" value={props.me.username} readOnly hidden />
      <FormField
        label="Your password"
        hint="So that it is you who sets this up."
        fields={fields}
        name="password"
        type="password"
        autocomplete="current-password"
        required
      />
      <Show when={error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
      <div class="flex flex-wrap gap-2">
        <Button type="submit" look="lit" busy={send.pending()}>
          Go on
        </Button>
        <Button look="bare" onClick={() => props.onCancel()}>
          Leave it
        </Button>
      </div>
    </form>
  );
}

function AppStep(props: Props & { setup: Setup; recoveryCodes: string[] }) {
  const fields = createFields({ code: timeCodeRule });
  let form!: HTMLFormElement;
  onMount(() => focusOn(form, 'code'));
  const send = createCommand(async () => {
    await api.secondFactor.confirm.mutate({ code: fields.value('code'), recoveryCodes: props.recoveryCodes });
    props.onDone();
  });
  const fieldOf = { 'accounts.wrong_code': 'code' } as const;
  const { submit, error } = createSubmit({ form: () => form, fields, send, fieldOf });
  return (
    <form ref={form} noValidate class="flex flex-col gap-4" onSubmit={submit}>
      <p class="text-muted">
        Scan this with an authenticator app. On this phone, <a href={props.setup.uri}>open it in the app</a>, or write
        the key into it by hand.
      </p>
      <QrCode text={props.setup.uri} label="QR code for your authenticator app" class="self-center sm:self-start" />
      <div>
        <p class="text-sm text-muted">Key</p>
        <p class="font-mono select-all">{props.setup.secret.match(/.{1,4}/g)?.join(' ')}</p>
      </div>
      <FormField
        label="Code from the app"
        fields={fields}
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        spellcheck={false}
        maxLength={9}
        required
      />
      <Show when={error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
      <div class="flex flex-wrap gap-2">
        <Button type="submit" look="lit" busy={send.pending()}>
          Turn codes on
        </Button>
        <Button look="bare" onClick={() => props.onCancel()}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
