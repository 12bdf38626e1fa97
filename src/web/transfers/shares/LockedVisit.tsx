import LockKeyhole from 'lucide-solid/icons/lock-keyhole';
import { createSignal } from 'solid-js';
import { textOf } from '../../core/errorText.ts';
import { Button } from '../../ui/Button.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { TextField } from '../../ui/TextField.tsx';
import { createNow } from '../../ui/Time.tsx';
import { createVisitCommand } from './createVisitCommand.ts';
import { ShareStage } from './ShareStage.tsx';
import { leftText, untilText } from './shareTerms.ts';
import type { Visit } from './visit.ts';
import type { VisitState } from './visitState.ts';

/** The link alone does not open it: the password is asked for, and what may be said without it is said. */
export default function LockedVisit(props: { visit: Visit; now: Extract<VisitState, { state: 'locked' }> }) {
  const now = createNow();
  const facts = () => props.now.facts;
  const [password, setPassword] = createSignal('');
  const unlock = createVisitCommand(() => props.visit.unlock(password()));
  const terms = () =>
    [
      `${formatCount(facts().fileCount, 'file', 'files')}, ${formatBytes(facts().totalBytes)}`,
      untilText(facts().expiresAt, now()),
      leftText(facts().downloadsLeft),
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <ShareStage from={props.now.from}>
      <div class="stage-lit mx-auto grid aspect-square w-36 place-items-center rounded-sheet border border-line bg-raised text-light">
        <LockKeyhole size={48} strokeWidth={1.5} aria-hidden="true" />
      </div>
      <div class="mt-6 text-center">
        <h1 class="text-3xl">{props.now.from.username} sends you something</h1>
        <p class="mt-2 text-muted">{terms()}</p>
      </div>
      <form
        class="mx-auto mt-6 flex max-w-96 flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (password()) void unlock.run();
        }}
      >
        <TextField
          label="Password"
          type="password"
          name="share-password"
          autocomplete="off"
          hint={`${props.now.from.username} has it, and chose it for this link.`}
          value={password()}
          onInput={(value) => {
            setPassword(value);
            unlock.reset();
          }}
          error={unlock.error() && textOf(unlock.error()!)}
        />
        <Button look="lit" wide type="submit" class="min-h-14! text-lg" busy={unlock.pending()} disabled={!password()}>
          Open
        </Button>
        <p role="status" class="flex items-center justify-center gap-2 text-center text-sm text-muted empty:absolute">
          {unlock.pending()
            ? 'Making the key out of it. This takes a moment, so that nobody can guess it quickly.'
            : ''}
        </p>
      </form>
    </ShareStage>
  );
}
