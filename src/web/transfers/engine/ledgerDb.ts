import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { TransferId } from '../../../shared/core/ids.ts';
import type { PeerRole } from '../../../shared/transfers/control.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { inStorageTime } from '../../core/storageTime.ts';

/** What this device remembers of its transfers, so that a reload loses nothing. See PROTOCOL.md [T11]. */

/** One browser may hold both ends of a transfer. */
export type LedgerId = `${PeerRole}:${string}`;
/** The private file system with a file for each received one (as until 2026), with one for all small ones; or IndexedDB. */
export type SinkKind = 'opfs' | 'packed' | 'idb';

export interface LedgerEntry {
  ledgerId: LedgerId;
  transferId: TransferId;
  role: PeerRole;
  manifest: Manifest;
  chosenFiles: number[];
  sink: SinkKind;
  createdAt: string;
  expiresAt: string;
  /** All chosen files are verified. */
  isFinished: boolean;
  /** It is over, and of what came only the files that are whole are left. */
  isPart?: boolean;
  /** Of a download of a share link. */
  isVisit?: boolean;
}

/** Bits and hashes of 512 neighbouring blocks, always written together. */
export interface BlockPage {
  ledgerId: LedgerId;
  file: number;
  page: number;
  have: Uint8Array<ArrayBuffer>;
  hashes: Uint8Array<ArrayBuffer>;
}

export interface VerifiedFile {
  ledgerId: LedgerId;
  file: number;
}

/** 4 MiB of a file, where the browser has no private file system. */
export interface StoredChunk {
  ledgerId: LedgerId;
  file: number;
  chunk: number;
  blob: Blob;
}

export interface LedgerSchema extends DBSchema {
  entries: { key: LedgerId; value: LedgerEntry };
  pages: { key: [LedgerId, number, number]; value: BlockPage };
  verified: { key: [LedgerId, number]; value: VerifiedFile };
  chunks: { key: [LedgerId, number, number]; value: StoredChunk };
  deviceKeys: { key: string; value: CryptoKeyPair };
}
export type LedgerDb = IDBPDatabase<LedgerSchema>;

export async function openLedger(): Promise<LedgerDb> {
  const opening = openDB<LedgerSchema>('spotlight-transfers', 1, {
    upgrade(db) {
      db.createObjectStore('entries', { keyPath: 'ledgerId' });
      db.createObjectStore('pages', { keyPath: ['ledgerId', 'file', 'page'] });
      db.createObjectStore('verified', { keyPath: ['ledgerId', 'file'] });
      db.createObjectStore('chunks', { keyPath: ['ledgerId', 'file', 'chunk'] });
      db.createObjectStore('deviceKeys');
    },
    // A newer version of the app in another tab must not wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  try {
    return await inStorageTime(opening);
  } catch (error) {
    // Nobody waits for it any more.
    opening.then(
      (db) => db.close(),
      () => {},
    );
    throw error;
  }
}

export async function withLedger<T>(use: (db: LedgerDb) => Promise<T>): Promise<T> {
  const db = await openLedger();
  try {
    return await use(db);
  } finally {
    db.close();
  }
}

export function ledgerIdOf(role: PeerRole, transferId: string): LedgerId {
  return `${role}:${transferId}`;
}

/** Every key that begins with this ledger id: an array sorts after any number or text. */
export function allOf(ledgerId: LedgerId): IDBKeyRange {
  return IDBKeyRange.bound([ledgerId], [ledgerId, []]);
}
