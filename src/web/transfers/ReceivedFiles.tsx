import Check from 'lucide-solid/icons/check';
import Download from 'lucide-solid/icons/download';
import Square from 'lucide-solid/icons/square';
import Trash from 'lucide-solid/icons/trash';
import { createMemo, createSignal, Show } from 'solid-js';
import { createCommand } from '../core/createCommand.ts';
import { CommandError } from '../matches/CommandError.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatBytes, formatCount } from '../ui/format.ts';
import { iconStroke } from '../ui/icon.ts';
import { LongList } from '../ui/LongList.tsx';
import { dayInText } from '../ui/timeText.ts';
import { keptUntil } from './engine/keeping.ts';
import { areSaved, isUnsaved, type SavedFiles } from './files/savedFiles.ts';
import { MayGoSooner } from './MayGoSooner.tsx';
import type { NoteSaved } from './makeSaving.ts';
import { ReceivedFileRow } from './ReceivedFileRow.tsx';
import { savingOf } from './savings.ts';
import type { NamedFile, Others } from './transferEntry.ts';

export interface ReceivedFilesProps {
  /** Under which they are kept on this device. */
  id: string;
  files: NamedFile[];
  /** Where these are not all: how many there are, and what is to be expected of the others. */
  part?: { of: number; others: Others } | null;
  saved: SavedFiles;
  /** When the transfer ends, or ended. */
  expiresAt: string;
  /** They are (still) on this device. */
  isHeld: boolean;
  /** Where they are, when they are not here and were not saved. */
  whereElse: string;
  onSaved: NoteSaved;
  onRemove(): Promise<void>;
}

/** What arrived: to look at, to save one by one or all at once, and to take off this device. */
export function ReceivedFiles(props: ReceivedFilesProps) {
  const files = () => props.files;
  const isUnderWay = () => Boolean(props.part && props.part.others !== 'never');
  const unsaved = createMemo(() => files().filter(({ index }) => isUnsaved(index, props.saved)));
  const isSaved = createMemo(() => {
    const indices = files().map(({ index }) => index);
    return areSaved(indices, props.saved);
  });
  /** Nothing is left to do, but of some of them nobody knows whether they were saved. */
  const isHandedOver = () => files().length > 0 && unsaved().length === 0 && !isSaved() && !isUnderWay();
  const until = () => dayInText(keptUntil(props.expiresAt), new Date());
  const [isAsking, setAsking] = createSignal(false);
  const saving = createMemo(() => savingOf(props.id, props.onSaved));
  let saveButton: HTMLButtonElement | undefined;
  const stop = () => {
    // The button that was pressed goes away, and would take the focus with it.
    saveButton?.focus();
    saving().stop();
  };
  const remove = createCommand(async () => {
    await props.onRemove();
    setAsking(false);
  });
  const askToRemove = () => {
    remove.reset();
    setAsking(true);
  };

  return (
    <Show when={props.isHeld} fallback={<Gone whereElse={props.whereElse} isSaved={isSaved()} />}>
      <div class="flex flex-col gap-3">
        <Show when={props.part}>
          {(part) => <PartNote here={files().length} of={part().of} others={part().others} until={until()} />}
        </Show>
        <div class="flex flex-wrap items-center justify-center gap-2">
          <Button
            look={unsaved().length > 0 && !isUnderWay() ? 'lit' : 'quiet'}
            ref={saveButton}
            icon={Download}
            busy={saving().pending()}
            onClick={() => saving().save(unsaved().length > 0 ? unsaved() : files())}
          >
            {saveLabel(files().length, unsaved().length, Boolean(props.part))}
          </Button>
          <Show when={saving().progress()}>
            <Button look="bare" icon={Square} onClick={stop}>
              Stop
            </Button>
          </Show>
          {/* What is deleted while the others come would come once more. */}
          <Show when={!isUnderWay()}>
            <Button
              look="bare"
              icon={Trash}
              busy={saving().pending()}
              onClick={() => (isSaved() ? void remove.run() : askToRemove())}
            >
              Delete from here
            </Button>
          </Show>
        </div>
        <Show when={saving().progress()}>
          {(so) => (
            <p class="figures text-center text-sm text-muted">
              {so().of > 1 ? `${so().files.toLocaleString('en')} of ${formatCount(so().of, 'file', 'files')}, ` : ''}
              {formatBytes(so().bytes)} so far
            </p>
          )}
        </Show>
        <Show when={isHandedOver()}>
          <p class="text-center text-sm text-muted">
            Handed to your browser, which does not tell whether it was saved: look into its downloads, or where you
            shared it to. The copy here stays until {until()} unless you delete it.
            <MayGoSooner />
          </p>
        </Show>
        <LongList each={files()} one="file" many="files" class="divide-y divide-line">
          {({ index, file }) => (
            <ReceivedFileRow
              id={props.id}
              index={index}
              file={file}
              saved={props.saved}
              isOnly={files().length === 1 && !props.part}
              isSaving={saving().pending()}
              onSave={() => saving().save([{ index, file }])}
            />
          )}
        </LongList>
        <CommandError errors={[saving().error(), isAsking() ? null : remove.error()]} />
        <Dialog
          isOpen={isAsking()}
          onClose={() => setAsking(false)}
          title={isHandedOver() ? 'Delete the copy here?' : 'Delete without saving?'}
          description={
            isHandedOver()
              ? 'Look first whether it is among your downloads. If it is not, you would have to ask for it again.'
              : 'These files are nowhere else on this device. You would have to ask for them again.'
          }
          actions={
            <>
              <Button onClick={() => setAsking(false)}>Keep them</Button>
              <Button look="danger" busy={remove.pending()} onClick={() => void remove.run()}>
                Delete
              </Button>
            </>
          }
        >
          <CommandError errors={[remove.error()]} />
        </Dialog>
      </div>
    </Show>
  );
}

function saveLabel(all: number, unsaved: number, isPart: boolean): string {
  if (unsaved === 0) return all === 1 ? 'Save again' : `Save ${isPart ? 'these' : 'all'} again`;
  if (all === 1) return 'Save';
  if (unsaved === all) return `Save ${isPart ? 'these' : 'all'} ${all.toLocaleString('en')}`;
  return `Save the other ${unsaved.toLocaleString('en')}`;
}

/** Some of the files are here before the others, or without them. */
function PartNote(props: { here: number; of: number; others: Others; until: string }) {
  const more = () =>
    ({
      coming: '. You need not wait for the others.',
      stopped: ', and stay here.',
      never: `. They stay here until ${props.until}, or until you save or delete them.`,
    })[props.others];
  return (
    <p class="text-center text-sm text-muted">
      {props.here.toLocaleString('en')} of {formatCount(props.of, 'file', 'files')} came whole{more()}
      <Show when={props.others === 'never'}>
        <MayGoSooner />
      </Show>
    </p>
  );
}

/** The bytes are not here: saved, deleted, or received on another device. */
function Gone(props: { whereElse: string; isSaved: boolean }) {
  return (
    <p class="flex items-center justify-center gap-2 text-sm text-muted">
      <Show when={props.isSaved} fallback={props.whereElse}>
        <Check size={18} strokeWidth={iconStroke} aria-hidden="true" class="text-ok" />
        Saved. Nothing of it is left in Spotlight.
      </Show>
    </p>
  );
}
