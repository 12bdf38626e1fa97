import { type BlockSink, DiskFullError, isQuotaError } from './sink.ts';

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

/** One file in the private file system for each received file, written at its offsets through a synchronous handle. */
export async function makeOpfsSink(transferId: string, sizeOf: (file: number) => number): Promise<BlockSink> {
  const folder = await (await transfersFolder()).getDirectoryHandle(transferId, { create: true });
  // In order of last use: thousands of files must not mean thousands of open handles.
  const handles = new Map<number, Promise<SyncHandle>>();

  async function open(file: number): Promise<SyncHandle> {
    const fileHandle: SyncCapable = await folder.getFileHandle(String(file), { create: true });
    return fileHandle.createSyncAccessHandle!();
  }

  async function shut(file: number): Promise<void> {
    const handle = await handles.get(file);
    handles.delete(file);
    handle?.flush();
    handle?.close();
  }

  function handleOf(file: number): Promise<SyncHandle> {
    const handle = handles.get(file) ?? open(file);
    handles.delete(file);
    handles.set(file, handle);
    handle.catch(() => handles.delete(file));
    return handle;
  }

  async function closeOldest(): Promise<void> {
    const [oldest] = handles.keys();
    if (handles.size > MOST_OPEN && oldest !== undefined) await shut(oldest);
  }

  return {
    async prepare(file) {
      const handle = await handleOf(file);
      const bytes = handle.getSize();
      if (bytes > sizeOf(file)) handle.truncate(sizeOf(file));
      await closeOldest();
      return Math.min(bytes, sizeOf(file));
    },

    async write(file, offsetBytes, bytes) {
      const handle = await handleOf(file);
      try {
        if (handle.write(bytes, { at: offsetBytes }) < bytes.byteLength) throw new DiskFullError();
      } catch (error) {
        throw isQuotaError(error) ? new DiskFullError({ cause: error }) : error;
      }
      await closeOldest();
    },

    async flush() {
      try {
        for (const handle of [...handles.values()]) (await handle).flush();
      } catch (error) {
        throw isQuotaError(error) ? new DiskFullError({ cause: error }) : error;
      }
    },

    finish: shut,

    async close() {
      for (const file of [...handles.keys()]) await shut(file).catch(() => {});
    },
  };
}
