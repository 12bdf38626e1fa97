import type { TransferId } from '../../../shared/core/ids.ts';
import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { blockCountOf } from '../../../shared/transfers/blocks.ts';
import type { PeerRole } from '../../../shared/transfers/control.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import { isOverdue } from './keeping.ts';
import { allOf, type LedgerDb, type LedgerEntry, ledgerIdOf, withLedger } from './ledgerDb.ts';
import { hasOpfs, transfersFolder } from './opfsSink.ts';
import { sessionName } from './sessionChannel.ts';
import { keepWhole } from './wholeFiles.ts';

/** A tab lets go of what is over once it has heard so; one without network has not. */
const LETTING_GO_MS = 20_000;

/** What this device holds of its transfers: to go on after a reload, and to clean up. */

export interface HeldTransfer {
  transferId: TransferId;
  role: PeerRole;
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

/** Forgets a transfer and removes what came of it. Close its session first. Where nothing of it could be forgotten, nothing is removed. */
export async function deleteTransfer(transferId: string, role: PeerRole): Promise<void> {
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

/**
 * Of a received transfer that is over, leaves the files that came whole and forgets the rest, once no session of it runs in
 * any tab; tells which are left. Null where it cannot be done now: all stays as it is.
 */
export function leaveWhole(transferId: string): Promise<number[] | null> {
  const signal = AbortSignal.timeout(LETTING_GO_MS);
  return navigator.locks
    .request(sessionName('receiver', transferId), { signal }, async () => {
      const whole = await keepWhole(transferId);
      if (whole.length === 0) await deleteTransfer(transferId, 'receiver');
      return whole;
    })
    .catch(() => null);
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

async function whenIdle(role: PeerRole, transferId: string, act: () => Promise<void>): Promise<void> {
  await navigator.locks.request(sessionName(role, transferId), { ifAvailable: true }, async (lock) => {
    // What cannot be removed now is met again by the next sweep.
    if (lock) await act().catch(() => {});
  });
}
