import Check from 'lucide-solid/icons/check';
import Download from 'lucide-solid/icons/download';
import Trash from 'lucide-solid/icons/trash';
import { createSignal, For, Show } from 'solid-js';
import type { ManifestFile } from '../../shared/transfers/manifest.ts';
import { createCommand } from '../core/createCommand.ts';
import { CommandError } from '../matches/CommandError.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatBytes, formatCount } from '../ui/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { iconStroke } from '../ui/icon.ts';
import { toaster } from '../ui/toaster.ts';
import { knownDeviceId } from './deviceIdentity.ts';
import { FileFace } from './FileFace.tsx';
import { type SavableFile, saveFiles } from './files/saving.ts';
import { removeHere } from './following.ts';
import { Player, playsAs } from './Player.tsx';
import { filesOf, type TransferEntry } from './transferEntry.ts';
import { markSaved, receivedFile } from './transfers.ts';

/** What arrived: to look at, to save one by one or all at once, and to take off this device. */
export function ReceivedFiles(props: { entry: TransferEntry }) {
  const files = () => filesOf(props.entry);
  const unsaved = () => files().filter(({ index }) => !props.entry.savedAt[index]);
  const [progress, setProgress] = createSignal<number | null>(null);
  const [isAsking, setAsking] = createSignal(false);

  const save = createCommand(async (wanted: { index: number; file: ManifestFile }[]) => {
    const sources = await Promise.all(
      wanted.map(
        async ({ index, file }): Promise<SavableFile> => ({
          file: await receivedFile(props.entry.id, index),
          name: file.name,
          path: file.path ?? '',
          type: file.type,
        }),
      ),
    );
    const outcome = await saveFiles(sources, { onProgress: setProgress }).finally(() => setProgress(null));
    if (outcome === 'cancelled') return;
    const indices = wanted.map(({ index }) => index);
    await markSaved(props.entry.id, indices, outcome === 'saved');
    toaster.show(indices.length === 1 ? 'Saved.' : `${formatCount(indices.length, 'file', 'files')} saved.`, {
      tone: 'ok',
    });
  });
  const remove = createCommand(async () => {
    await removeHere(props.entry.id);
    setAsking(false);
  });

  return (
    <Show
      when={props.entry.isHeld}
      fallback={<Gone entry={props.entry} isSaved={unsaved().length === 0 && files().length > 0} />}
    >
      <div class="flex flex-col gap-3">
        <div class="flex flex-wrap items-center justify-center gap-2">
          <Button
            look={unsaved().length > 0 ? 'lit' : 'quiet'}
            icon={Download}
            busy={save.pending()}
            onClick={() => void save.run(unsaved().length > 0 ? unsaved() : files())}
          >
            {saveLabel(files().length, unsaved().length)}
          </Button>
          <Button look="bare" icon={Trash} onClick={() => (unsaved().length > 0 ? setAsking(true) : void remove.run())}>
            Delete from here
          </Button>
        </div>
        <ul class="divide-y divide-line">
          <For each={files()}>
            {({ index, file }) => (
              <li class="py-2">
                <div class="flex items-center gap-3">
                  <FileFace file={file} class="size-11" />
                  <div class="min-w-0 flex-1">
                    <bdi class="block truncate font-medium">{file.name}</bdi>
                    <span class="text-sm text-muted">
                      {formatBytes(file.sizeBytes)}
                      {props.entry.savedAt[index] ? ' · saved' : ''}
                    </span>
                  </div>
                  <Show when={files().length > 1}>
                    <IconButton
                      icon={props.entry.savedAt[index] ? Check : Download}
                      label={`Save ${file.name}${props.entry.savedAt[index] ? ' again' : ''}`}
                      onClick={() => void save.run([{ index, file }])}
                    />
                  </Show>
                </div>
                <Show when={playsAs(file)}>
                  {(kind) => (
                    <Player
                      id={props.entry.id}
                      index={index}
                      file={file}
                      kind={kind()}
                      isLarge={files().length === 1}
                    />
                  )}
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={progress()}>
          {(bytes) => <p class="text-sm text-muted">{formatBytes(bytes())} saved so far</p>}
        </Show>
        <CommandError errors={[save.error(), remove.error()]} />
        <Dialog
          isOpen={isAsking()}
          onClose={() => setAsking(false)}
          title="Delete without saving?"
          description="These files are nowhere else on this device. You would have to ask for them again."
          actions={
            <>
              <Button onClick={() => setAsking(false)}>Keep them</Button>
              <Button look="danger" busy={remove.pending()} onClick={() => void remove.run()}>
                Delete
              </Button>
            </>
          }
        />
      </div>
    </Show>
  );
}

function saveLabel(all: number, unsaved: number): string {
  if (unsaved === 0) return all === 1 ? 'Save again' : 'Save all again';
  if (all === 1) return 'Save';
  return unsaved === all ? `Save all ${all}` : `Save the other ${unsaved}`;
}

/** The bytes are not here: saved, deleted, or received on another device. */
function Gone(props: { entry: TransferEntry; isSaved: boolean }) {
  const cameHere = () => props.entry.transfer.recipientDeviceId === knownDeviceId();
  return (
    <p class="flex items-center justify-center gap-2 text-sm text-muted">
      <Show
        when={props.isSaved}
        fallback={cameHere() ? 'No longer in Spotlight on this device.' : 'Received on another of your devices.'}
      >
        <Check size={18} strokeWidth={iconStroke} aria-hidden="true" class="text-ok" />
        Saved. Nothing of it is left in Spotlight.
      </Show>
    </p>
  );
}
