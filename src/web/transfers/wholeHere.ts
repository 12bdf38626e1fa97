import type { TransferId } from '../../shared/core/ids.ts';
import { wholeFilesOf } from './engine/wholeFiles.ts';
import { changeEntry, entryOf } from './exchangeStore.ts';
import { isOver } from './transferEntry.ts';

/** Of thousands of small files many are whole with each look. */
const BETWEEN_MS = 1000;
const reading = new Set<TransferId>();

/** While a transfer of several files runs, each that has come whole can be looked at and saved: which, is on record. */
export function noteWhole(id: TransferId): void {
  const entry = entryOf(id);
  if (!entry?.snapshot || entry.transfer.isSender || isOver(entry) || reading.has(id)) return;
  if (entry.snapshot.wholeFiles <= entry.wholeHere.length) return;
  reading.add(id);
  wholeFilesOf(id)
    .then((wholeHere) => changeEntry(id, { wholeHere }))
    // Read again in a moment.
    .catch(() => {})
    .finally(() =>
      setTimeout(() => {
        reading.delete(id);
        noteWhole(id);
      }, BETWEEN_MS),
    );
}
