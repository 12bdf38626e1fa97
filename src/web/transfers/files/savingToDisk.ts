import { RefusedError } from '../../core/appError.ts';
import { inParallel } from '../../core/inParallel.ts';
import { isQuotaError } from '../engine/sink.ts';
import type { RemovableHandle } from './fileSystemAccess.ts';
import { bytesOf, type SavableFile } from './savableFile.ts';
import { makePlaces } from './savePlaces.ts';
import type { SaveOptions } from './saving.ts';
import { saveNames } from './savingRules.ts';

/** Up to here the way of the bytes is no longer than setting up a stream for them. */
const SMALL_BYTES = 1024 * 1024;

/** Writes the bytes into a file that the person chose; a write that fails leaves no file behind, half or empty. */
export async function writeTo(handle: RemovableHandle, source: Blob, options: SaveOptions): Promise<number> {
  try {
    return await (source.size <= SMALL_BYTES ? writeAtOnce : stream)(handle, source, options);
  } catch (error) {
    await removeEmpty(handle).catch(() => {});
    throw error;
  }
}

// What was in it before is still there: a writable changes nothing until it is closed.
async function removeEmpty(handle: RemovableHandle): Promise<void> {
  if ((await handle.getFile()).size === 0) await handle.remove?.();
}

async function stream(handle: FileSystemFileHandle, source: Blob, options: SaveOptions): Promise<number> {
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

async function writeAtOnce(handle: FileSystemFileHandle, source: Blob, options: SaveOptions): Promise<number> {
  options.signal?.throwIfAborted();
  const writable = await handle.createWritable();
  try {
    await writable.write(source);
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => {});
    throw error;
  }
  options.onProgress?.(source.size);
  return source.size;
}

/** Each is opened, checked and closed by the browser in its own time: one after another thousands would take minutes. */
const SAVED_AT_ONCE = 8;

/**
 * Writes all files below a folder, with their own folders, and never over a file that is there already. One that cannot be
 * written is left for the end, where it is told; a full disk, and whoever stops it, ends all of it at once.
 */
export async function saveInFolder(
  folder: FileSystemDirectoryHandle,
  files: SavableFile[],
  options: SaveOptions,
): Promise<void> {
  const names = saveNames(files, false);
  const places = makePlaces(folder);
  const failures: unknown[] = [];
  let doneBytes = 0;
  await inParallel(files, SAVED_AT_ONCE, async (file, index) => {
    const { folders, name } = names[index] ?? { folders: [], name: 'file' };
    let ownBytes = 0;
    const onProgress = (bytes: number) => {
      doneBytes += bytes - ownBytes;
      ownBytes = bytes;
      options.onProgress?.(doneBytes);
    };
    try {
      const handle = await (await places.of(folders)).newFile(name);
      await writeTo(handle, await bytesOf(file), { signal: options.signal, onProgress });
    } catch (error) {
      if (options.signal?.aborted || isQuotaError(error)) throw error;
      failures.push(error);
      onProgress(0);
      return;
    }
    options.onSaved?.(index, true);
  });
  if (failures.length > 0) {
    console.error(failures[0]);
    throw new RefusedError({ code: 'client.not_written', kind: 'forbidden' });
  }
}
