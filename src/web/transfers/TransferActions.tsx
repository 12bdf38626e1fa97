import Check from 'lucide-solid/icons/check';
import CloudUpload from 'lucide-solid/icons/cloud-upload';
import Pause from 'lucide-solid/icons/pause';
import Play from 'lucide-solid/icons/play';
import RotateCw from 'lucide-solid/icons/rotate-cw';
import X from 'lucide-solid/icons/x';
import { createEffect, createSignal, Show } from 'solid-js';
import type { Person } from '../../shared/accounts/account.ts';
import { createCommand } from '../core/createCommand.ts';
import { CommandError } from '../matches/CommandError.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ChoiceNote } from './ChoiceNote.tsx';
import { cancelText } from './cancelWords.ts';
import { dataSaver, goOnAnyway } from './dataSaver.ts';
import { type ChoiceLack, readChoice } from './files/choiceLack.ts';
import { pickFiles, pickFolder } from './files/pickFiles.ts';
import { areOfFolder } from './filesAgain.ts';
import { setAskedFor } from './requestInView.ts';
import { canCancel, canLeave, canPause, canTryAgain, myPauseOf, neededOf } from './transferActions.ts';
import type { TransferEntry } from './transferEntry.ts';
import { cancel, chooseAgain, leave, pause, refuse, reopen, resume, trustFiles, tryAgain } from './transfers.ts';

/** What a person can do about a transfer at this moment; what helps most is lit. */
export function TransferActions(props: { entry: TransferEntry; partner: Person }) {
  const id = () => props.entry.id;
  const transfer = () => props.entry.transfer;
  const needed = () => neededOf(props.entry);
  const myPause = () => myPauseOf(props.entry);
  // One button, which keeps the focus while what it does changes.
  const step = () => {
    if (myPause() === 'mobile_data')
      return { look: 'quiet', icon: Play, words: 'Go on anyway', act: goOnAnyway } as const;
    if (myPause() !== null) return { look: 'lit', icon: Play, words: 'Go on', act: resume } as const;
    return canPause(props.entry) && ({ look: 'quiet', icon: Pause, words: 'Pause', act: pause } as const);
  };
  const isFolder = () =>
    areOfFolder(
      props.entry.manifest?.files ?? [],
      needed().map(({ index }) => index),
    );
  const isDoubted = () => needed().some(({ refused }) => refused === 'other_date');
  const [fitted, setFitted] = createSignal<number | null>(null);
  const [lack, setLack] = createSignal<ChoiceLack | null>(null);
  const [isAsking, setAsking] = createSignal(false);
  const no = createCommand(() => refuse(id()));
  const again = createCommand(() => tryAgain(id()));
  const open = createCommand(() => reopen(id()));
  const choose = createCommand(async (pick: typeof pickFiles) => {
    const { picked, lack } = await readChoice(pick());
    setLack(lack);
    if (picked.length > 0) setFitted(chooseAgain(id(), picked));
  });
  const leaving = createCommand(() => leave(id()));
  const stop = createCommand(async () => {
    await cancel(id());
    setAsking(false);
  });
  const ask = () => {
    stop.reset();
    setAsking(true);
  };
  // The last of it may be verified while one is asked.
  createEffect(() => {
    if (!canCancel(props.entry) && !stop.pending()) setAsking(false);
  });

  return (
    <div class="flex flex-wrap items-center justify-center gap-2 empty:hidden">
      <Show when={!transfer().isSender && transfer().state === 'offered' && props.entry.manifest}>
        <Button look="lit" onClick={() => setAskedFor(id())}>
          Look and answer
        </Button>
      </Show>
      <Show when={!transfer().isSender && transfer().state === 'offered' && props.entry.isUnreadable}>
        <Button busy={no.pending()} onClick={() => void no.run()}>
          Refuse
        </Button>
      </Show>
      <Show when={needed().length > 0}>
        <Show when={isDoubted()}>
          <Button look="lit" icon={Check} onClick={() => trustFiles(id())}>
            Nothing in it has changed
          </Button>
        </Show>
        <Show when={props.entry.canReopen}>
          <Button
            look={isDoubted() ? 'quiet' : 'lit'}
            icon={Play}
            busy={open.pending()}
            onClick={() => void open.run()}
          >
            Go on
          </Button>
        </Show>
        <Show when={isFolder()}>
          <Button
            look={props.entry.canReopen || isDoubted() ? 'quiet' : 'lit'}
            busy={choose.pending()}
            onClick={() => void choose.run(pickFolder)}
          >
            Choose the folder again
          </Button>
        </Show>
        <Button
          look={props.entry.canReopen || isDoubted() || isFolder() ? 'quiet' : 'lit'}
          busy={choose.pending()}
          onClick={() => void choose.run(pickFiles)}
        >
          {needed().length === 1 ? 'Choose the file again' : 'Choose the files again'}
        </Button>
      </Show>
      <Show when={step()}>
        {(next) => (
          <Button look={next().look} icon={next().icon} onClick={() => next().act(id())}>
            {next().words}
          </Button>
        )}
      </Show>
      <Show when={canLeave(props.entry, dataSaver().mayRelay)}>
        <Button icon={CloudUpload} busy={leaving.pending()} onClick={() => void leaving.run()}>
          Leave it for later
        </Button>
      </Show>
      <Show when={canTryAgain(props.entry)}>
        <Button look="lit" icon={RotateCw} busy={again.pending()} onClick={() => void again.run()}>
          Try again
        </Button>
      </Show>
      <Show when={canCancel(props.entry)}>
        <Button look="bare" icon={X} onClick={ask}>
          Cancel
        </Button>
      </Show>
      <Show when={fitted() === 0}>
        <p role="alert" class="w-full text-sm text-danger">
          None of these is a file that was offered. Choose the same file as before.
        </p>
      </Show>
      <ChoiceNote lack={lack()} verb="Send" />
      <CommandError errors={[no.error(), again.error(), open.error(), choose.error(), leaving.error()]} />
      <Dialog
        isOpen={isAsking()}
        onClose={() => setAsking(false)}
        title={transfer().state === 'offered' ? 'Take this offer back?' : 'Cancel this transfer?'}
        description={cancelText(props.entry, props.partner.username)}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button look="danger" busy={stop.pending()} onClick={() => void stop.run()}>
              {transfer().state === 'offered' ? 'Take it back' : 'Cancel it'}
            </Button>
          </>
        }
      >
        {stop.error() && <CommandError errors={[stop.error()]} />}
      </Dialog>
    </div>
  );
}
