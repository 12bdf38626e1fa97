import { isAbort, pickers } from './fileSystemAccess.ts';
import { walkBoth, walkEntry } from './walkEntries.ts';
import { isLeftover, makeCollection, type PickedFiles, walkHandle } from './walkFolders.ts';

export type { PickedFile, PickedFiles } from './walkFolders.ts';

/** Lets the person choose files; empty when they change their mind. Call it in the task of a tap. */
export async function pickFiles(): Promise<PickedFiles> {
  const { showOpenFilePicker } = pickers();
  if (!showOpenFilePicker) return fromList(await askByInput({ isFolder: false }));
  const into = makeCollection();
  const handles = await orNothing(showOpenFilePicker.call(globalThis, { multiple: true, id: 'send' }));
  if (!handles) return [];
  for (const handle of handles) await walkHandle(handle, '', into);
  return into.picked();
}

/** Lets the person choose a folder; empty when they change their mind. Call it in the task of a tap. */
export async function pickFolder(): Promise<PickedFiles> {
  const { showDirectoryPicker } = pickers();
  if (!showDirectoryPicker) return fromList(await askByInput({ isFolder: true }));
  const into = makeCollection();
  const folder = await orNothing(showDirectoryPicker.call(globalThis, { mode: 'read', id: 'send' }));
  if (!folder) return [];
  await walkHandle(folder, '', into);
  return into.picked();
}

/** Files and folders that were dropped. Call it in the task of the event: afterwards the items are gone. */
export function filesFromDrop(event: DragEvent): Promise<PickedFiles> {
  const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
  // Everything is asked for before the first await, and by both APIs: a handle may be refused where an entry is not.
  const asked = items.map((item) => ({
    handle: askHandle(item),
    entry: item.webkitGetAsEntry?.() ?? null,
    file: item.getAsFile(),
  }));
  return collectDropped(asked);
}

/** Files that were pasted, such as a screenshot. */
export function filesFromPaste(event: ClipboardEvent): PickedFiles {
  return fromList([...(event.clipboardData?.files ?? [])]);
}

interface Dropped {
  handle: Promise<FileSystemFileHandle | FileSystemDirectoryHandle | null>;
  entry: FileSystemEntry | null;
  file: File | null;
}

async function collectDropped(dropped: Dropped[]): Promise<PickedFiles> {
  const into = makeCollection();
  for (const { handle, entry, file } of dropped) {
    const found = await handle;
    // Of two that have one name the second entry is given another: that would be taken for what is missing.
    if (found && entry?.isDirectory && entry.name === found.name) await walkBoth(found, entry, into);
    else if (found) await walkHandle(found, '', into);
    else if (entry) await walkEntry(entry, '', into);
    else if (file) into.add({ file, path: '', handle: null });
  }
  return into.picked();
}

async function askHandle(item: DataTransferItem) {
  const { getAsFileSystemHandle } = item as DataTransferItem & {
    getAsFileSystemHandle?(): Promise<FileSystemFileHandle | FileSystemDirectoryHandle | null>;
  };
  return (await getAsFileSystemHandle?.call(item).catch(() => null)) ?? null;
}

function fromList(list: File[] | null): PickedFiles {
  if (!list) return [];
  const into = makeCollection();
  for (const file of list) {
    const folders = file.webkitRelativePath.split('/').slice(0, -1).join('/');
    if (folders && isLeftover(file.name)) continue;
    into.add({ file, path: folders, handle: null });
  }
  return into.picked();
}

function askByInput({ isFolder }: { isFolder: boolean }): Promise<File[] | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.webkitdirectory = isFolder;
  input.hidden = true;
  // Older Safari opens nothing for an input outside the document.
  document.body.append(input);
  return new Promise((resolve) => {
    const finish = (chosen: File[] | null) => {
      input.remove();
      resolve(chosen);
    };
    input.onchange = () => finish([...(input.files ?? [])]);
    input.oncancel = () => finish(null);
    input.click();
  });
}

async function orNothing<T>(choice: Promise<T>): Promise<T | null> {
  try {
    return await choice;
  } catch (error) {
    if (isAbort(error)) return null;
    throw error;
  }
}
