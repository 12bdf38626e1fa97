import Check from 'lucide-solid/icons/check';
import CloudUpload from 'lucide-solid/icons/cloud-upload';
import ExternalLink from 'lucide-solid/icons/external-link';
import Pause from 'lucide-solid/icons/pause';
import Play from 'lucide-solid/icons/play';
import RotateCw from 'lucide-solid/icons/rotate-cw';
import X from 'lucide-solid/icons/x';
import { createEffect, createMemo, createSignal, Show } from 'solid-js';
import type { Person } from '../../shared/accounts/account.ts';
import type { TransferId } from '../../shared/core/ids.ts';
import { createCommand } from '../core/createCommand.ts';
import { CommandError } from '../matches/CommandError.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatBytes } from '../ui/format.ts';
import { catchFocus } from '../ui/keepFocus.ts';
import { ConnectionDetails } from './ConnectionDetails.tsx';
import { cancelText } from './cancelWords.ts';
import { dataSaver, goOnAnyway } from './dataSaver.ts';
import { isOnThisDevice } from './deviceIdentity.ts';
import { entryOf } from './exchangeStore.ts';
import { pickFiles } from './files/pickFiles.ts';
import { removeHere } from './following.ts';
import { ReceivedFiles } from './ReceivedFiles.tsx';
import { setAskedFor } from './requestInView.ts';
import { TransferBeam } from './TransferBeam.tsx';
import { TroubleNote } from './TroubleNote.tsx';
import {
  amountOf,
  arrivedOf,
  filesOf,
  hasArrived,
  isOver,
  othersOf,
  type TransferEntry,
  titleOf,
} from './transferEntry.ts';
import {
  cancel,
  chooseAgain,
  leave,
  markSaved,
  pause,
  refuse,
  reopen,
  resume,
  trustFiles,
  tryAgain,
} from './transfers.ts';
import { isPausedHere, wordsOf } from './transferWords.ts';
import { createWays } from './ways.ts';

/** One transfer of an exchange: its beam, what can be done about it, and what has come of it. */
export function TransferItem(props: {
  id: TransferId;
  partner: Person;
  size: 'large' | 'small';
  onSendLink?: () => void;
}) {
  const entry = createMemo(() => entryOf(props.id));
  // Each of thousands of rows looks at it.
  const arrived = createMemo(
    () => {
      const known = entry();
      return known ? arrivedOf(known) : [];
    },
    [],
    { equals: isSame },
  );
  /** A tab that only watches knows of the last file before it knows that these are all. */
  const isWhole = () => {
    const known = entry();
    return known && (hasArrived(known) || arrived().length === filesOf(known).length);
  };
  const ways = createWays();
  return (
    <Show when={entry()}>
      {(known) => (
        <article
          ref={catchFocus}
          tabindex={-1}
          aria-label={titleOf(known())}
          class="flex flex-col gap-3 rounded-control outline-offset-4"
        >
          <Heading entry={known()} />
          <TransferBeam id={props.id} partner={props.partner} size={props.size} />
          <Show when={wordsOf(known(), props.partner.username, ways()).trouble}>
            {(trouble) => <TroubleNote trouble={trouble()} isUrgent={!isOver(known())} />}
          </Show>
          <Show when={isStuck(known()) && props.onSendLink}>
            {(sendLink) => (
              <div class="flex justify-center">
                <Button icon={ExternalLink} onClick={() => sendLink()()}>
                  Send a link instead
                </Button>
              </div>
            )}
          </Show>
          <Actions entry={known()} partner={props.partner} />
          <Show
            when={
              known().transfer.state === 'accepted' &&
              !hasArrived(known()) &&
              known().snapshot?.state !== 'verified' &&
              known().snapshot
            }
          >
            {(snapshot) => <ConnectionDetails snapshot={snapshot()} />}
          </Show>
          <Show when={hasArrived(known()) || arrived().length > 0}>
            <ReceivedFiles
              id={known().id}
              files={arrived()}
              part={isWhole() ? null : { of: filesOf(known()).length, others: othersOf(known()) }}
              saved={known()}
              expiresAt={known().transfer.expiresAt}
              isHeld={known().isHeld || known().wholeHere.length > 0}
              whereElse={whereElse(known())}
              onSaved={(indices, isCertain) => markSaved(known().id, indices, isCertain)}
              onRemove={() => removeHere(known().id)}
            />
          </Show>
        </article>
      )}
    </Show>
  );
}

/** Neither peers nor the relay can carry it now, as far as the sender knows. */
function isStuck(entry: TransferEntry): boolean {
  const { transfer, snapshot } = entry;
  if (!transfer.isSender || isOver(entry) || !snapshot || snapshot.state === 'verified') return false;
  const isUnreachable = snapshot.state === 'failed' && snapshot.reason === 'unreachable';
  return isUnreachable || (snapshot.state === 'waiting' && snapshot.relay.closedBecause !== null);
}

const isSame = <T,>(a: readonly T[], b: readonly T[]) =>
  a.length === b.length && a.every((item, index) => item === b[index]);

function whereElse({ transfer }: TransferEntry): string {
  return isOnThisDevice(transfer) ? 'No longer in Spotlight on this device.' : 'Received on another of your devices.';
}

function Heading(props: { entry: TransferEntry }) {
  return (
    <p class="flex items-baseline justify-between gap-3">
      <bdi class="min-w-0 truncate font-medium">{titleOf(props.entry)}</bdi>
      <span class="shrink-0 text-sm text-muted">{formatBytes(amountOf(props.entry).total)}</span>
    </p>
  );
}

/** What fits the moment; the one that helps most is lit. */
function Actions(props: { entry: TransferEntry; partner: Person }) {
  const id = () => props.entry.id;
  const transfer = () => props.entry.transfer;
  const snapshot = () => props.entry.snapshot;
  // Also while it goes to the relay before anyone has answered.
  const isRunning = () => !hasArrived(props.entry) && (transfer().state === 'accepted' || props.entry.isLeft);
  const state = () => (isRunning() && !isOver(props.entry) ? snapshot()?.state : undefined);
  const needed = () => {
    const now = snapshot();
    const isStill = !state() || state() === 'failed' || state() === 'ended';
    return !now || isStill || isPausedHere(now) ? [] : now.neededFiles;
  };
  const myPause = () => {
    const now = snapshot();
    return now?.state === 'paused' && now.by === 'self' ? now.reason : null;
  };
  const canPause = () => ['transferring', 'waiting', 'connecting', 'reconnecting'].includes(state() ?? '');
  // One button, which keeps the focus while what it does changes.
  const step = () => {
    if (myPause() === 'mobile_data')
      return { look: 'quiet', icon: Play, words: 'Go on anyway', act: goOnAnyway } as const;
    if (myPause() !== null) return { look: 'lit', icon: Play, words: 'Go on', act: resume } as const;
    return canPause() && ({ look: 'quiet', icon: Pause, words: 'Pause', act: pause } as const);
  };
  const canLeave = () => {
    // The files are with the device that offered them.
    if (!transfer().isSender || !isOnThisDevice(transfer())) return false;
    if (props.entry.isLeft || props.entry.isCancelled || !dataSaver().mayRelay || isOver(props.entry)) return false;
    return (
      transfer().state === 'offered' || ['waiting', 'connecting', 'reconnecting', 'failed'].includes(state() ?? '')
    );
  };
  // Once every block is verified there is nothing left to cancel; the server only has to hear of it.
  const canCancel = () =>
    !isOver(props.entry) &&
    !props.entry.isCancelled &&
    !hasArrived(props.entry) &&
    state() !== 'verified' &&
    (transfer().isSender || transfer().state === 'accepted');
  const canTryAgain = () => {
    const now = snapshot();
    if (!state() || !now) return false;
    return now.state === 'failed' || (now.state === 'ended' && now.isResumable);
  };
  const isDoubted = () => needed().some(({ refused }) => refused === 'other_date');
  const [fitted, setFitted] = createSignal<number | null>(null);
  const [isAsking, setAsking] = createSignal(false);
  const no = createCommand(() => refuse(id()));
  const again = createCommand(() => tryAgain(id()));
  const open = createCommand(() => reopen(id()));
  const choose = createCommand(async () => {
    const picked = await pickFiles();
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
    if (!canCancel() && !stop.pending()) setAsking(false);
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
        <Button
          look={props.entry.canReopen || isDoubted() ? 'quiet' : 'lit'}
          busy={choose.pending()}
          onClick={() => void choose.run()}
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
      <Show when={canLeave()}>
        <Button icon={CloudUpload} busy={leaving.pending()} onClick={() => void leaving.run()}>
          Leave it for later
        </Button>
      </Show>
      <Show when={canTryAgain()}>
        <Button look="lit" icon={RotateCw} busy={again.pending()} onClick={() => void again.run()}>
          Try again
        </Button>
      </Show>
      <Show when={canCancel()}>
        <Button look="bare" icon={X} onClick={ask}>
          Cancel
        </Button>
      </Show>
      <Show when={fitted() === 0}>
        <p role="alert" class="w-full text-sm text-danger">
          None of these is a file that was offered. Choose the same file as before.
        </p>
      </Show>
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
