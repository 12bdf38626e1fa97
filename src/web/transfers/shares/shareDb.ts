import type { DBSchema } from 'idb';
import type { Person } from '../../../shared/accounts/account.ts';
import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { sharedDatabase } from '../../core/sharedDatabase.ts';
import { inStorageTime } from '../../core/storageTime.ts';
import type { SavedFiles } from '../files/savedFiles.ts';

/** What this browser keeps of shares: of those made here, and of what was begun to be taken. Keys are sealed to it. */

export interface OwnShareRecord {
  shareId: ShareId;
  /** Null once it has ended. */
  sealedLinkKey: string | null;
  sealedShareKey: string | null;
  manifest: Manifest;
  createdAt: string;
}

export interface DownloadRecord extends SavedFiles {
  shareId: ShareId;
  downloadId: DownloadId;
  token: string;
  /** What the password said to the server; null where there is none. */
  accessToken: string | null;
  sealedShareKey: string;
  manifest: Manifest;
  from: Person;
  totalBytes: number;
  /** Its owner's device may send it, too. */
  isDirect: boolean;
  /** The server has counted it. */
  isCounted: boolean;
  expiresAt: string;
}

interface SharesDb extends DBSchema {
  own: { key: string; value: OwnShareRecord };
  downloads: { key: string; value: DownloadRecord };
}

const database = sharedDatabase<SharesDb>('spotlight-shares', 1, (db) => {
  db.createObjectStore('own', { keyPath: 'shareId' });
  db.createObjectStore('downloads', { keyPath: 'shareId' });
});

/** Every share made in this browser; none where the browser keeps nothing. */
export async function readOwnShares(): Promise<OwnShareRecord[]> {
  return database()
    .then((db) => db.getAll('own'))
    .catch(() => []);
}

export async function writeOwnShare(record: OwnShareRecord): Promise<void> {
  await (await database()).put('own', record);
}

export async function deleteOwnShare(id: ShareId): Promise<void> {
  await (await database()).delete('own', id);
}

/** None where the browser keeps nothing, or does not say what. */
export async function readDownload(id: ShareId): Promise<DownloadRecord | null> {
  const read = database().then((db) => db.get('downloads', id));
  return (await inStorageTime(read).catch(() => null)) ?? null;
}

/**
 * Writes down a new download before the server hears of it: a place taken and forgotten would be lost. Returns the one that
 * stands, which another tab of this browser may have begun.
 */
export const addDownload = (record: DownloadRecord): Promise<DownloadRecord> => inStorageTime(add(record));

async function add(record: DownloadRecord): Promise<DownloadRecord> {
  const { store, done } = (await database()).transaction('downloads', 'readwrite');
  const before = await store.get(record.shareId);
  if (!before) await store.put(record);
  await done;
  return before ?? record;
}

/** Writes down what became of a download, unless it was forgotten meanwhile or another one was begun. */
export async function changeDownload(record: DownloadRecord): Promise<void> {
  const { store, done } = (await database()).transaction('downloads', 'readwrite');
  if ((await store.get(record.shareId))?.downloadId === record.downloadId) await store.put(record);
  await done;
}

/** Leaves alone what was begun of the same share since. */
export async function deleteDownload({ shareId, downloadId }: DownloadRecord): Promise<void> {
  const { store, done } = (await database()).transaction('downloads', 'readwrite');
  if ((await store.get(shareId))?.downloadId === downloadId) await store.delete(shareId);
  await done;
}
