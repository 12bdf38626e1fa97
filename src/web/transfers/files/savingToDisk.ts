import type { SavableFile, SaveOptions } from './saving.ts';
import { numbered, saveNames } from './savingRules.ts';

/** Streams the bytes into a file that the person chose; a write that fails leaves no half file behind. */
export async function writeTo(handle: FileSystemFileHandle, source: Blob, options: SaveOptions): Promise<number> {
  let savedBytes = 0;
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      savedBytes += chunk.byteLength;
      controller.enqueue(chunk);
      options.onProgress?.(savedBytes);
    },
  });
  const writable = await handle.createWritable();
  // pipeTo closes the writable at the end, which moves the file into place, and aborts it on any error.
  await source.stream().pipeThrough(counting).pipeTo(writable, { signal: options.signal });
  return savedBytes;
}

/** Writes all files below a folder, with their own folders, and never over a file that is there already. */
export async function saveInFolder(
  folder: FileSystemDirectoryHandle,
  files: SavableFile[],
  options: SaveOptions,
): Promise<void> {
  const names = saveNames(files, false);
  let doneBytes = 0;
  for (const [index, { file }] of files.entries()) {
    const { folders, name } = names[index] ?? { folders: [], name: 'file' };
    let place = folder;
    for (const part of folders) place = await place.getDirectoryHandle(part, { create: true });
    const before = doneBytes;
    const onProgress = (bytes: number) => options.onProgress?.(before + bytes);
    doneBytes += await writeTo(await newFile(place, name), file, { signal: options.signal, onProgress });
  }
}

async function newFile(place: FileSystemDirectoryHandle, name: string): Promise<FileSystemFileHandle> {
  const safe = await allowedName(place, name);
  let candidate = safe;
  for (let n = 2; await exists(place, candidate); n += 1) candidate = numbered(safe, n);
  return place.getFileHandle(candidate, { create: true });
}

async function exists(place: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await place.getFileHandle(name);
    return true;
  } catch (error) {
    // A folder of that name is in the way as well.
    return error instanceof DOMException && error.name === 'TypeMismatchError';
  }
}

/** Chromium refuses names that the system could run (".lnk", ".url") with a TypeError: those get a harmless ending. */
async function allowedName(place: FileSystemDirectoryHandle, name: string): Promise<string> {
  try {
    await place.getFileHandle(name);
  } catch (error) {
    if (error instanceof TypeError) return `${name}.file`;
  }
  return name;
}
