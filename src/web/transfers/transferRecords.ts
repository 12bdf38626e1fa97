import type { DBSchema } from 'idb';
import type { MatchId, TransferId } from '../../shared/core/ids.ts';
import type { Manifest } from '../../shared/transfers/manifest.ts';
import { sharedDatabase } from '../core/sharedDatabase.ts';
import { isRecordOverdue } from './engine/keeping.ts';
import type { SavedFiles } from './files/savedFiles.ts';

/**
 * What this browser knows of a transfer that the server cannot: the names in it, the sender's key, what was saved.
 * The engine's ledger holds blocks; this holds the story around them.
 */
export interface TransferRecord extends SavedFiles {
  transferId: TransferId;
  matchId: MatchId;
  isSender: boolean;
  manifest: Manifest;
  /** The transfer key, sealed by the sender to its own device; gone when the transfer ends. */
  sealedKey: string | null;
  /** The sender left it to the relay. */
  isLeft?: boolean;
  /** This person paused it. */
  isPaused?: boolean;
  /** Called off by this person, which the server may not have heard. */
  isCancelled?: boolean;
  createdAt: string;
}

interface RecordsDb extends DBSchema {
  records: { key: string; value: TransferRecord };
}

const database = sharedDatabase<RecordsDb>('spotlight-exchanges', 1, (db) => {
  db.createObjectStore('records', { keyPath: 'transferId' });
});

/** All records, the overdue ones dropped. Empty where the browser keeps nothing. */
export async function readRecords(nowMs = Date.now()): Promise<TransferRecord[]> {
  try {
    const db = await database();
    const records = await db.getAll('records');
    const isOld = ({ createdAt }: TransferRecord) => isRecordOverdue(createdAt, nowMs);
    await Promise.all(records.filter(isOld).map(({ transferId }) => db.delete('records', transferId)));
    return records.filter((record) => !isOld(record));
  } catch {
    return [];
  }
}

export async function writeRecord(record: TransferRecord): Promise<void> {
  await (await database()).put('records', record);
}

/** Changes a record, if there is one, and hands out what it is then. */
export async function changeRecord(
  transferId: string,
  change: (record: TransferRecord) => TransferRecord,
): Promise<TransferRecord | null> {
  try {
    const transaction = (await database()).transaction('records', 'readwrite');
    const before = await transaction.store.get(transferId);
    const after = before ? change(before) : null;
    if (after) await transaction.store.put(after);
    await transaction.done;
    return after;
  } catch {
    return null;
  }
}
