import { IDB_SINK_LIMIT_BYTES } from './idbSink.ts';
import { hasOpfs } from './opfsSink.ts';

/** Beyond the bytes themselves: the ledger, and what the browser keeps for itself. */
const SPARE = 1.05;

export interface StorageRoom {
  fits: boolean;
  availableBytes: number;
  /** Without a private file system (private windows) only about a gigabyte is taken. */
  isLimited: boolean;
}

/** Whether so many bytes can be received here, to be said before a transfer is accepted. Nothing is asked of the person. */
export async function storageRoom(bytes: number): Promise<StorageRoom> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  const isLimited = !(await hasOpfs());
  const free = Math.max(0, quota - usage);
  const availableBytes = isLimited ? Math.min(free, IDB_SINK_LIMIT_BYTES) : free;
  return { fits: availableBytes >= bytes * SPARE, availableBytes, isLimited };
}
