import type { DBSchema } from 'idb';
import { inParallel } from '../../core/inParallel.ts';
import { sharedDatabase } from '../../core/sharedDatabase.ts';
import { readPermission } from './fileSystemAccess.ts';
import type { PickedFile } from './walkFolders.ts';

/** Handles of the files being sent, kept in this browser so that a reload costs one tap instead of a search. */
interface HandlesDb extends DBSchema {
  handles: { key: string; value: Remembered };
}

interface Remembered {
  transferId: string;
  /** In the order of the manifest; null where the browser gave no handle. */
  files: { path: string; handle: FileSystemFileHandle | null }[];
}

/** What of a transfer's files can be read again. */
export interface ReopenedFiles {
  /** In the order of the manifest; null for those that must be chosen again. */
  files: (PickedFile | null)[];
  /** Some would open if the person allowed it: call again from a tap, with `isAsking`. */
  needsTap: boolean;
}

/** The browser takes its time for each; its questions to the person come one after another. */
const OPENED_AT_ONCE = 16;

const database = sharedDatabase<HandlesDb>('spotlight-files', 1, (db) => {
  db.createObjectStore('handles', { keyPath: 'transferId' });
});

/** Keeps the handles of a transfer's files; false when the browser cannot, so that choosing again is the only way. */
export async function rememberFiles(transferId: string, picked: PickedFile[]): Promise<boolean> {
  if (!picked.some(({ handle }) => handle)) return false;
  try {
    const db = await database();
    await db.put('handles', { transferId, files: picked.map(({ path, handle }) => ({ path, handle })) });
    return true;
  } catch {
    return false;
  }
}

/** Keeps the handles of files that were chosen again, in the place of those that opened nothing any more. */
export async function rememberAgain(
  transferId: string,
  offered: readonly { path?: string; sizeBytes: number }[],
  chosen: readonly (readonly [index: number, PickedFile])[],
): Promise<void> {
  // One that the engine is about to refuse takes no other's place.
  const fitting = chosen.filter(([index, { file, handle }]) => handle && file.size === offered[index]?.sizeBytes);
  if (fitting.length === 0) return;
  try {
    const transaction = (await database()).transaction('handles', 'readwrite');
    const remembered = await transaction.store.get(transferId);
    const files = remembered?.files ?? offered.map(({ path = '' }) => ({ path, handle: null }));
    for (const [index, { path, handle }] of fitting) files[index] = { path, handle };
    await transaction.store.put({ transferId, files });
  } catch {
    // They are asked for once more after the next reload.
  }
}

/** Opens the remembered files again; null when nothing is remembered. */
export async function reopenFiles(transferId: string, { isAsking = false } = {}): Promise<ReopenedFiles | null> {
  const remembered = await database()
    .then((db) => db.get('handles', transferId))
    .catch(() => undefined);
  if (!remembered) return null;
  const result: ReopenedFiles = { files: remembered.files.map(() => null), needsTap: false };
  await inParallel(remembered.files, isAsking ? 1 : OPENED_AT_ONCE, async ({ path, handle }, index) => {
    const permission = handle ? await readPermission(handle, isAsking).catch(() => 'denied' as const) : 'denied';
    if (permission === 'prompt') result.needsTap = true;
    const isOpen = handle && permission === 'granted';
    // Moved or deleted since: this one must be chosen again.
    const file = isOpen ? await handle.getFile().catch(() => null) : null;
    result.files[index] = file ? { file, path, handle } : null;
  });
  return result;
}

/** Forgets a transfer's files: it ended. */
export async function forgetFiles(transferId: string): Promise<void> {
  await database()
    .then((db) => db.delete('handles', transferId))
    .catch(() => {});
}

/** Forgets all but the transfers still open; none of them at logout. */
export async function forgetFilesExcept(openTransferIds: Iterable<string>): Promise<void> {
  const keep = new Set(openTransferIds);
  const db = await database().catch(() => null);
  for (const key of (await db?.getAllKeys('handles')) ?? []) if (!keep.has(key)) await db?.delete('handles', key);
}
