import UserPlus from 'lucide-solid/icons/user-plus';
import { Show } from 'solid-js';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { joinByCode } from './eventCommands.ts';

/** For whoever is signed in: in with one tap. */
export default function JoinButton(props: { code: string }) {
  const leadOn = createLeadOn();
  const join = createCommand(async () => {
    const { id } = await joinByCode(props.code);
    leadOn(`/events/${id}`, { replace: true });
  });
  return (
    <div class="mt-8">
      <Show when={join.error()}>
        {(error) => (
          <div class="mb-4">
            <ErrorNote what={textOf(error())} />
          </div>
        )}
      </Show>
      <Button look="lit" icon={UserPlus} wide busy={join.pending()} onClick={() => void join.run()}>
        Join this event
      </Button>
      <p class="mt-3 text-sm text-muted">Those at the event see your name and picture, and whether you are here.</p>
    </div>
  );
}
