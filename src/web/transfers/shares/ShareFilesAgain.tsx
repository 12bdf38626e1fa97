import Check from 'lucide-solid/icons/check';
import Play from 'lucide-solid/icons/play';
import { createSignal, Show } from 'solid-js';
import { createCommand } from '../../core/createCommand.ts';
import { CommandError } from '../../matches/CommandError.tsx';
import { Button } from '../../ui/Button.tsx';
import { ChoiceNote } from '../ChoiceNote.tsx';
import { type ChoiceLack, readChoice } from '../files/choiceLack.ts';
import { pickFiles, pickFolder } from '../files/pickFiles.ts';
import { areOfFolder } from '../filesAgain.ts';
import { chooseShareAgain, reopenShare, trustShareFiles, wantedOf } from './ownShares.ts';
import type { ShareEntry } from './shareStore.ts';

/** After a reload: one tap opens the files again, or they are chosen again; for the upload, or for someone who waits. */
export function ShareFilesAgain(props: { entry: ShareEntry }) {
  const id = () => props.entry.share.id;
  const needed = () => {
    const { snapshot } = props.entry;
    const isStill = !snapshot || ['failed', 'ended', 'paused'].includes(snapshot.state);
    return isStill ? [] : snapshot.neededFiles;
  };
  const isUploading = () => needed().length > 0;
  const isDoubted = () => needed().some(({ refused }) => refused === 'other_date');
  const isHosting = () => props.entry.lacksFiles && props.entry.share.openDownloads > 0;
  const isFolder = () => areOfFolder(props.entry.manifest?.files ?? [], wantedOf(props.entry));
  const [fitted, setFitted] = createSignal<number | null>(null);
  const [lack, setLack] = createSignal<ChoiceLack | null>(null);
  const open = createCommand(() => reopenShare(id()));
  const choose = createCommand(async (pick: typeof pickFiles) => {
    const { picked, lack } = await readChoice(pick());
    setLack(lack);
    if (picked.length > 0) setFitted(chooseShareAgain(id(), picked));
  });
  return (
    <Show when={isUploading() || isHosting()}>
      <div class="flex flex-wrap justify-center gap-2">
        <Show when={!isUploading()}>
          <p class="w-full text-center text-sm text-muted">
            Someone is downloading this. To send it directly, too, this page needs the files once more.
          </p>
        </Show>
        <Show when={isDoubted()}>
          <Button look="lit" icon={Check} onClick={() => trustShareFiles(id())}>
            Nothing in it has changed
          </Button>
        </Show>
        <Show when={props.entry.canReopen}>
          <Button look="lit" icon={Play} busy={open.pending()} onClick={() => void open.run()}>
            Go on
          </Button>
        </Show>
        <Show when={isFolder()}>
          <Button
            look={props.entry.canReopen || isDoubted() || !isUploading() ? 'quiet' : 'lit'}
            busy={choose.pending()}
            onClick={() => void choose.run(pickFolder)}
          >
            Choose the folder again
          </Button>
        </Show>
        <Button
          look={props.entry.canReopen || isDoubted() || !isUploading() || isFolder() ? 'quiet' : 'lit'}
          busy={choose.pending()}
          onClick={() => void choose.run(pickFiles)}
        >
          {props.entry.share.fileCount === 1 ? 'Choose the file again' : 'Choose the files again'}
        </Button>
        <Show when={fitted() === 0}>
          <p role="alert" class="w-full text-sm text-danger">
            None of these is a file of this link. Choose the same as before.
          </p>
        </Show>
        <ChoiceNote lack={lack()} verb="Share" />
        <CommandError errors={[open.error(), choose.error()]} />
      </div>
    </Show>
  );
}
