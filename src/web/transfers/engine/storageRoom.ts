import { IDB_SINK_LIMIT_BYTES } from './idbSink.ts';
import { hasOpfs } from './opfsSink.ts';

/** Beyond the bytes themselves: the ledger, and what the browser keeps for itself. */
const SPARE = 1.05;

export interface StorageRoom {
  fits: boolean;
  availableBytes: number;
  /** The browser has promised not to clear it by itself. */
  persisted: boolean;
  /** Without a private file system (private windows) only about a gigabyte is taken. */
  isLimited: boolean;
}

/** Whether so many bytes can be received here, to be said before a transfer is accepted. */
export async function storageRoom(bytes: number, { isAsking = true } = {}): Promise<StorageRoom> {
  // Some browsers put the question to keep it to the person, who must then know what it is about.
  const keep = isAsking ? navigator.storage.persist?.() : navigator.storage.persisted?.();
  const persisted = await (keep ?? Promise.resolve(false)).catch(() => false);
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  const isLimited = !(await hasOpfs());
  const free = Math.max(0, quota - usage);
  const availableBytes = isLimited ? Math.min(free, IDB_SINK_LIMIT_BYTES) : free;
  return { fits: availableBytes >= bytes * SPARE, availableBytes, persisted, isLimited };
}
