import Check from 'lucide-solid/icons/check';
import Download from 'lucide-solid/icons/download';
import { Show } from 'solid-js';
import { formatBytes } from '../ui/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { FileFace } from './FileFace.tsx';
import { playsAs } from './files/fileKind.ts';
import { isUnsaved, type SavedFiles } from './files/savedFiles.ts';
import { Player } from './Player.tsx';
import type { NamedFile } from './transferEntry.ts';

/** One received file: to save, to play. */
export function ReceivedFileRow(
  props: NamedFile & {
    /** Under which it is kept on this device. */
    id: string;
    saved: SavedFiles;
    /** All that there is, and all that is to come: what saves it stands above it. */
    isOnly: boolean;
    isSaving: boolean;
    onSave: () => void;
  },
) {
  return (
    <li class="py-2">
      <div class="flex items-center gap-3">
        <FileFace file={props.file} class="size-11" />
        <div class="min-w-0 flex-1">
          <bdi class="block truncate text-left font-medium">{props.file.name}</bdi>
          <span class="text-sm text-muted">
            {formatBytes(props.file.sizeBytes)}
            {whatBecame(props.index, props.saved)}
          </span>
        </div>
        <Show when={!props.isOnly}>
          <IconButton
            icon={props.saved.savedAt[props.index] ? Check : Download}
            label={`Save ${props.file.name}${isUnsaved(props.index, props.saved) ? '' : ' again'}`}
            busy={props.isSaving}
            onClick={props.onSave}
          />
        </Show>
      </div>
      <Show when={playsAs(props.file)}>
        {(kind) => <Player id={props.id} index={props.index} file={props.file} kind={kind()} isLarge={props.isOnly} />}
      </Show>
    </li>
  );
}

function whatBecame(index: number, saved: SavedFiles): string {
  if (saved.savedAt[index]) return ' · saved';
  return isUnsaved(index, saved) ? '' : ' · handed over';
}
