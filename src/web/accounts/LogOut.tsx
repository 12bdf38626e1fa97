import DoorOpen from 'lucide-solid/icons/door-open';
import { createSignal, Show } from 'solid-js';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { signOut } from './session.ts';

/** Logging out of this browser. It takes things away, so it says which, and asks. */
export function LogOut() {
  const [isAsking, setAsking] = createSignal(false);
  const leave = createCommand(signOut);
  return (
    <>
      <p class="text-muted">Logging out leaves nothing of you in this browser.</p>
      <Button look="danger" icon={DoorOpen} class="self-start" onClick={() => setAsking(true)}>
        Log out
      </Button>
      <Dialog
        isOpen={isAsking()}
        onClose={() => setAsking(false)}
        title="Log out here?"
        description="Your events, chats and exchanges stay in your account. Messages that wait to be sent and videos that have not been saved yet are taken out of this browser. Links you made here go on working, but can no longer be shown."
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Stay</Button>
            <Button look="danger" busy={leave.pending()} onClick={() => void leave.run()}>
              Log out
            </Button>
          </>
        }
      >
        <Show when={leave.error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
      </Dialog>
    </>
  );
}
