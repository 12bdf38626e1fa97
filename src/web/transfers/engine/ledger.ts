import type { TransferId } from '../../../shared/core/ids.ts';
import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { blockCountOf } from '../../../shared/transfers/blocks.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import { RefusedError } from '../../core/appError.ts';
import { isOverdue } from './keeping.ts';
import { allOf, type LedgerDb, type LedgerEntry, ledgerIdOf, type Role, withLedger } from './ledgerDb.ts';
import { hasOpfs, transfersFolder } from './opfsSink.ts';
import { receivedPlaces } from './receivedPlaces.ts';
import { sessionName } from './sessionChannel.ts';
import { keepWhole } from './wholeFiles.ts';

/** What this device holds of its transfers: to go on after a reload, to save what came, to clean up. */

export interface HeldTransfer {
  transferId: TransferId;
  role: Role;
  manifest: Manifest;
  chosenFiles: number[];
  /** About as many bytes as are on record; exact once finished. */
  bytesDone: number;
  verifiedFiles: number[];
  isFinished: boolean;
  /** It is over, and only what came whole is left. */
  isPart: boolean;
  createdAt: string;
  expiresAt: string;
}

/** All transfers of which this device holds something, newest first. */
export function listTransfers(): Promise<HeldTransfer[]> {
  return withLedger(async (db) => {
    const entries = await db.getAll('entries');
    const held = await Promise.all(entries.map((entry) => describe(db, entry)));
    return held.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  });
}

/** A received file as it lies on disk, with its own name; rejects when it has not come at all. */
export async function getFile(transferId: string, index: number): Promise<File> {
  const entry = await receivedEntry(transferId);
  const described = entry.manifest.files[index];
  if (!described) throw new Error('no such file on this device');
  const { name, type, lastModifiedMs: lastModified } = described;
  // A file made of a file on disk is a reference to it, not a copy in memory.
  return new File([await (await bytesIn(entry))(index)], name, { type, lastModified });
}

/** Gives out the bytes of received files, by index; what is on record of them is read once, however many they are. */
export async function openReceived(transferId: string): Promise<(index: number) => Promise<Blob>> {
  return bytesIn(await receivedEntry(transferId));
}

/** Forgets a transfer and removes what came of it. Close its session first. Where nothing of it could be forgotten, nothing is removed. */
export async function deleteTransfer(transferId: string, role: Role): Promise<void> {
  await withLedger(async (db) => {
    if (role === 'receiver') await removeFolder(transferId);
    const ledgerId = ledgerIdOf(role, transferId);
    const transaction = db.transaction(['entries', 'pages', 'verified', 'chunks'], 'readwrite');
    await Promise.all([
      transaction.objectStore('entries').delete(ledgerId),
      ...(['pages', 'verified', 'chunks'] as const).map((store) =>
        transaction.objectStore(store).delete(allOf(ledgerId)),
      ),
      transaction.done,
    ]);
  });
}

/** Removes what is overdue, and files that no record knows; leaves alone what a session in any tab runs. */
export async function sweepExpired(nowMs = Date.now()): Promise<void> {
  const entries = await withLedger((db) => db.getAll('entries'));
  for (const entry of entries) {
    const { transferId, role } = entry;
    if (isOverdue(entry, nowMs)) await whenIdle(role, transferId, () => letGo(entry));
  }
  const known = new Set(entries.filter(({ role }) => role === 'receiver').map(({ transferId }) => String(transferId)));
  for (const transferId of await foldersOnDisk()) {
    if (!known.has(transferId)) await whenIdle('receiver', transferId, () => removeFolder(transferId));
  }
}

/** What came whole of a transfer that was never finished may be the only copy that its person has. */
async function letGo({ transferId, role, isFinished, isPart, isVisit }: LedgerEntry): Promise<void> {
  const mayHold = role === 'receiver' && !isFinished && !isPart && !isVisit;
  if (mayHold && (await keepWhole(transferId)).length > 0) return;
  await deleteTransfer(transferId, role);
}

async function describe(db: LedgerDb, entry: LedgerEntry): Promise<HeldTransfer> {
  const { ledgerId, transferId, role, manifest, chosenFiles, isFinished, isPart = false, createdAt, expiresAt } = entry;
  const verifiedFiles = (await db.getAll('verified', allOf(ledgerId))).map(({ file }) => file);
  const pages = isFinished ? [] : await db.getAll('pages', allOf(ledgerId));
  const total = chosenFiles.reduce((sum, index) => sum + manifest.files[index]!.sizeBytes, 0);
  const recorded = pages.reduce((sum, { file, have }) => {
    const blockCount = blockCountOf(manifest.files[file]?.sizeBytes ?? 0);
    return sum + new Bitmap(Math.min(blockCount, have.length * 8), have).count * BLOCK_BYTES;
  }, 0);
  const bytesDone = isFinished ? total : Math.min(total, recorded);
  return {
    transferId,
    role,
    manifest,
    chosenFiles,
    bytesDone,
    verifiedFiles,
    isFinished,
    isPart,
    createdAt,
    expiresAt,
  };
}

async function receivedEntry(transferId: string): Promise<LedgerEntry> {
  const entry = await withLedger((db) => db.get('entries', ledgerIdOf('receiver', transferId)));
  if (!entry) throw new RefusedError({ code: 'client.not_held', kind: 'gone' });
  return entry;
}

type BytesOf = (index: number) => Promise<Blob>;

async function bytesIn(entry: LedgerEntry): Promise<BytesOf> {
  return entry.sink === 'idb' ? bytesInDb(entry) : bytesInOpfs(entry);
}

async function bytesInOpfs({ transferId, manifest, sink, isFinished, isPart }: LedgerEntry): Promise<BytesOf> {
  const folder = await (await transfersFolder()).getDirectoryHandle(transferId);
  const places = receivedPlaces(manifest, sink);
  const open = async (name: string) => (await folder.getFileHandle(name)).getFile();
  let shared: Promise<File> | null = null;
  return async (index) => {
    const { name, fromBytes, sizeBytes, isShared } = places[index]!;
    if (!isShared) return open(name);
    if (sizeBytes === 0) return new Blob();
    // A view of a file that is written to can no longer be read.
    if (!isFinished && !isPart) return copyOf(() => open(name), fromBytes, sizeBytes);
    shared ??= open(name);
    return (await shared).slice(fromBytes, fromBytes + sizeBytes);
  };
}

/** A part of a file that others are being written to, in memory: it is small. */
async function copyOf(open: () => Promise<File>, fromBytes: number, sizeBytes: number, tries = 10): Promise<Blob> {
  try {
    return new Blob([await (await open()).slice(fromBytes, fromBytes + sizeBytes).arrayBuffer()]);
  } catch (error) {
    if (tries <= 1) throw error;
    return copyOf(open, fromBytes, sizeBytes, tries - 1);
  }
}

const bytesInDb =
  ({ ledgerId }: LedgerEntry): BytesOf =>
  async (index) => {
    const range = IDBKeyRange.bound([ledgerId, index], [ledgerId, index, []]);
    return new Blob((await withLedger((db) => db.getAll('chunks', range))).map(({ blob }) => blob));
  };

async function removeFolder(transferId: string): Promise<void> {
  if (!(await hasOpfs())) return;
  await (await transfersFolder()).removeEntry(transferId, { recursive: true }).catch((error: Error) => {
    if (error.name !== 'NotFoundError') throw error;
  });
}

async function foldersOnDisk(): Promise<string[]> {
  if (!(await hasOpfs())) return [];
  const names: string[] = [];
  for await (const name of (await transfersFolder()).keys()) names.push(name);
  return names;
}

async function whenIdle(role: Role, transferId: string, act: () => Promise<void>): Promise<void> {
  await navigator.locks.request(sessionName(role, transferId), { ifAvailable: true }, async (lock) => {
    // What cannot be removed now is met again by the next sweep.
    if (lock) await act().catch(() => {});
  });
}
