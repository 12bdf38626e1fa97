import { createSignal, Show } from 'solid-js';
import { updateAccount } from '../accounts/session.ts';
import { api } from '../core/api.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Switch } from '../ui/Switch.tsx';
import { createWays, type Ways } from './ways.ts';

/** Whether those one exchanges with may learn one's network address. */
export function HideAddress() {
  const ways = createWays();
  const [wish, setWish] = createSignal<boolean | null>(null);
  const save = createCommand(async (hidesAddress: boolean) => {
    updateAccount(await api.accounts.updateProfile.mutate({ hidesAddress }));
  });
  const choose = async (isHidden: boolean) => {
    setWish(isHidden);
    await save.run(isHidden);
    setWish(null);
  };
  return (
    <>
      <Switch
        label="Hide my address"
        hint={ways().hasTurn === false ? undefined : hint}
        checked={wish() ?? ways().hidesAddress}
        // Whoever hides it already must be able to stop.
        disabled={ways().hasTurn !== true && !ways().hidesAddress}
        readOnly={save.pending()}
        onChange={(isHidden) => void choose(isHidden)}
      />
      <Show when={ways().hasTurn === false}>
        <p class="-mt-3 text-sm text-muted">{withoutTurn(ways())}</p>
      </Show>
      <Show when={save.error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
    </>
  );
}

const hint =
  'People you exchange with cannot see your network address: all goes through a server of this Spotlight, sealed as ever. It may be slower.';

// Not as a hint of the switch: that is dimmed with it.
function withoutTurn({ hidesAddress }: Ways): string {
  return hidesAddress
    ? 'This Spotlight no longer has a server to connect through, so no connection is made while this is on. Turn it off to connect directly.'
    : 'This needs a server to connect through, and this Spotlight has none. People you exchange with can see your network address.';
}
