import type { ReceivedPlace } from './receivedPlaces.ts';
import { type BlockSink, DiskFullError, isQuotaError } from './sink.ts';
import { inTurn } from './sinkInTurn.ts';

/** The part of `FileSystemSyncAccessHandle` in use; the DOM types know it only inside workers. */
interface SyncHandle {
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(bytes: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}
type SyncCapable = FileSystemFileHandle & { createSyncAccessHandle?(): Promise<SyncHandle> };

const MOST_OPEN = 12;
const ROOT_FOLDER = 'transfers';

export async function transfersFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(ROOT_FOLDER, { create: true });
}

/** Whether this browser has a private file system that a worker can write in place. Private windows may have none. */
export async function hasOpfs(): Promise<boolean> {
  if (!navigator.storage?.getDirectory) return false;
  return transfersFolder().then(
    () => true,
    () => false,
  );
}

/** Received files in the private file system, written at their offsets through synchronous handles. */
export async function makeOpfsSink(transferId: string, places: readonly ReceivedPlace[]): Promise<BlockSink> {
  const folder = await (await transfersFolder()).getDirectoryHandle(transferId, { create: true });
  // In order of last use: thousands of files must not mean thousands of open handles.
  const handles = new Map<string, Promise<SyncHandle>>();
  const placeOf = (file: number) => places[file]!;

  async function open(name: string): Promise<SyncHandle> {
    const fileHandle: SyncCapable = await folder.getFileHandle(name, { create: true });
    return fileHandle.createSyncAccessHandle!();
  }

  async function shut(name: string): Promise<void> {
    const handle = await handles.get(name);
    // What the disk refuses is not let go of: it is flushed again before it counts as durable.
    if (handle) flushNow(handle);
    await letGo(name);
  }

  async function letGo(name: string): Promise<void> {
    const handle = await handles.get(name);
    handles.delete(name);
    handle?.close();
  }

  function handleOf({ name }: ReceivedPlace): Promise<SyncHandle> {
    const handle = handles.get(name) ?? open(name);
    handles.delete(name);
    handles.set(name, handle);
    handle.catch(() => handles.delete(name));
    return handle;
  }

  async function closeOldest(): Promise<void> {
    const [oldest] = handles.keys();
    if (handles.size > MOST_OPEN && oldest !== undefined) await shut(oldest);
  }

  return inTurn({
    async prepare(file) {
      const place = placeOf(file);
      const handle = await handleOf(place);
      const bytes = handle.getSize() - place.fromBytes;
      if (bytes > place.sizeBytes && !place.isShared) handle.truncate(place.sizeBytes);
      await closeOldest();
      return Math.max(0, Math.min(bytes, place.sizeBytes));
    },

    async write(file, offsetBytes, bytes) {
      const place = placeOf(file);
      const handle = await handleOf(place);
      try {
        if (handle.write(bytes, { at: place.fromBytes + offsetBytes }) < bytes.byteLength) throw new DiskFullError();
      } catch (error) {
        throw isQuotaError(error) ? new DiskFullError({ cause: error }) : error;
      }
      await closeOldest();
    },

    async flush() {
      for (const handle of [...handles.values()]) flushNow(await handle);
    },

    async finish(file) {
      const { isShared, name } = placeOf(file);
      if (!isShared) await shut(name);
    },

    async close() {
      for (const name of [...handles.keys()])
        await shut(name)
          .catch(() => letGo(name))
          .catch(() => {});
    },
  });
}

function flushNow(handle: SyncHandle): void {
  try {
    handle.flush();
  } catch (error) {
    throw isQuotaError(error) ? new DiskFullError({ cause: error }) : error;
  }
}
