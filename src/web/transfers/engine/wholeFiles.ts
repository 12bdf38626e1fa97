import { allOf, type LedgerEntry, ledgerIdOf, withLedger } from './ledgerDb.ts';
import { transfersFolder } from './opfsSink.ts';
import { receivedPlaces } from './receivedPlaces.ts';

/** Files that came whole, one by one, of a transfer that is not whole, or never will be. */

/** Which files of a transfer are whole on this device, and verified. */
export function wholeFilesOf(transferId: string): Promise<number[]> {
  const ledgerId = ledgerIdOf('receiver', transferId);
  return withLedger(async (db) => (await db.getAllKeys('verified', allOf(ledgerId))).map(([, file]) => file));
}

/**
 * Of a transfer that is over, leaves on this device the files that came whole, and removes what came of the others; tells
 * which are left. No session may run. Broken off anywhere it can be done again, and nothing that is removed is taken for there.
 */
export async function keepWhole(transferId: string): Promise<number[]> {
  const whole = await wholeFilesOf(transferId);
  if (whole.length === 0) return [];
  const entry = await forgetOthers(transferId, new Set(whole));
  if (!entry) return [];
  if (entry.sink !== 'idb') await removeOthers(entry, new Set(whole));
  // Comes last, for a full disk may refuse it, which must keep nothing from being removed: it is tried again by the next sweep.
  await enterKept(entry, new Set(whole)).catch(() => {});
  return whole;
}

/** Takes off the record what came of the files that are not whole. */
function forgetOthers(transferId: string, whole: ReadonlySet<number>): Promise<LedgerEntry | undefined> {
  const ledgerId = ledgerIdOf('receiver', transferId);
  return withLedger(async (db) => {
    const entry = await db.get('entries', ledgerId);
    if (!entry) return undefined;
    const others = [...entry.manifest.files.keys()].filter((index) => !whole.has(index));
    const transaction = db.transaction(['pages', 'chunks'], 'readwrite');
    const chunks = transaction.objectStore('chunks');
    await Promise.all([
      transaction.objectStore('pages').delete(allOf(ledgerId)),
      ...others.map((index) => chunks.delete(IDBKeyRange.bound([ledgerId, index], [ledgerId, index, []]))),
      transaction.done,
    ]);
    return entry;
  });
}

/** On record: only these are left, or all that was asked for. */
function enterKept({ ledgerId }: LedgerEntry, whole: ReadonlySet<number>): Promise<void> {
  return withLedger(async (db) => {
    const { store, done } = db.transaction('entries', 'readwrite');
    const entry = await store.get(ledgerId);
    if (!entry) return done;
    const isAll = entry.chosenFiles.every((index) => whole.has(index));
    await Promise.all([store.put({ ...entry, ...(isAll ? { isFinished: true } : { isPart: true }) }), done]);
  });
}

async function removeOthers({ transferId, manifest, sink }: LedgerEntry, whole: ReadonlySet<number>): Promise<void> {
  const folder = await (await transfersFolder()).getDirectoryHandle(transferId);
  const stays = new Set(receivedPlaces(manifest, sink).flatMap(({ name }, index) => (whole.has(index) ? [name] : [])));
  for await (const name of folder.keys()) {
    if (!stays.has(name)) await folder.removeEntry(name);
  }
}
