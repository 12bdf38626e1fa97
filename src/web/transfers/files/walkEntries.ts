import { type AnyHandle, type Collection, deepestFolder, isLeftover, joinPath, walkHandle } from './walkFolders.ts';

/**
 * A folder that was dropped in Chromium. Its handles pass over names it writes nowhere (".lnk", an emoji of several parts),
 * and all below: these come by the older API, which is asked for whatever else they could not read as well.
 */
export async function walkBoth(handle: AnyHandle, entry: FileSystemEntry, into: Collection): Promise<void> {
  const from = into.files.length;
  await walkHandle(handle, '', { ...into, leaveOut() {} });
  const known = new Set(into.files.slice(from).map(({ path, file }) => keyOf(path, file.name)));
  await walkEntry(entry, '', into, known);
}

/** A file or a folder of the older Entries API of Firefox and Safari, which knows no handles; without what is known already. */
export async function walkEntry(
  entry: FileSystemEntry,
  path: string,
  into: Collection,
  known: ReadonlySet<string> = new Set(),
  depth = 0,
): Promise<void> {
  if (isLeftover(entry.name) && path) return;
  if (entry.isFile) {
    if (known.has(keyOf(path, entry.name))) return;
    const file = await fileOf(entry as FileSystemFileEntry);
    if (file) into.add({ file, path, handle: null });
    else into.leaveOut();
    return;
  }
  if (depth >= deepestFolder) return into.leaveOut();
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // Chromium hands out a hundred entries at a time; an empty answer ends the folder.
  for (let batch = await readBatch(reader); batch?.length !== 0; batch = await readBatch(reader)) {
    if (!batch) return into.leaveOut();
    for (const child of batch) await walkEntry(child, joinPath(path, entry.name), into, known, depth + 1);
  }
}

const keyOf = (path: string, name: string) => joinPath(path, name).normalize('NFC');

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File | null>((resolve) => entry.file(resolve, () => resolve(null)));

const readBatch = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[] | null>((resolve) => reader.readEntries(resolve, () => resolve(null)));
