import type { TransferId } from '../../shared/core/ids.ts';
import { wholeFilesOf } from './engine/wholeFiles.ts';
import { changeEntry, entryOf } from './exchangeStore.ts';

const reading = new Set<TransferId>();

/** While a transfer of several files runs, each that has come whole can be looked at and saved: which, is on record. */
export function noteWhole(id: TransferId): void {
  const entry = entryOf(id);
  if (!entry?.snapshot || entry.transfer.isSender || reading.has(id)) return;
  if (entry.snapshot.wholeFiles <= entry.wholeHere.length) return;
  reading.add(id);
  wholeFilesOf(id)
    .then((wholeHere) => changeEntry(id, { wholeHere }))
    // Asked again with the next word of the session.
    .catch(() => {})
    .finally(() => reading.delete(id));
}
