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
 * which are left. Close its session first.
 */
export async function keepWhole(transferId: string): Promise<number[]> {
  const whole = await wholeFilesOf(transferId);
  if (whole.length === 0) return [];
  const entry = await enterPart(transferId, new Set(whole));
  if (entry && entry.sink !== 'idb') await removeOthers(entry, new Set(whole));
  return entry ? whole : [];
}

/** On record first: what is removed must not be taken for there. */
function enterPart(transferId: string, whole: ReadonlySet<number>): Promise<LedgerEntry | undefined> {
  const ledgerId = ledgerIdOf('receiver', transferId);
  return withLedger(async (db) => {
    const transaction = db.transaction(['entries', 'pages', 'chunks'], 'readwrite');
    const entries = transaction.objectStore('entries');
    const entry = await entries.get(ledgerId);
    if (!entry) return undefined;
    const others = [...entry.manifest.files.keys()].filter((index) => !whole.has(index));
    const chunks = transaction.objectStore('chunks');
    await Promise.all([
      entries.put({ ...entry, isPart: true }),
      transaction.objectStore('pages').delete(allOf(ledgerId)),
      ...others.map((index) => chunks.delete(IDBKeyRange.bound([ledgerId, index], [ledgerId, index, []]))),
      transaction.done,
    ]);
    return entry;
  });
}

async function removeOthers({ transferId, manifest, sink }: LedgerEntry, whole: ReadonlySet<number>): Promise<void> {
  const folder = await (await transfersFolder()).getDirectoryHandle(transferId);
  const stays = new Set(receivedPlaces(manifest, sink).flatMap(({ name }, index) => (whole.has(index) ? [name] : [])));
  for await (const name of folder.keys()) {
    if (!stays.has(name)) await folder.removeEntry(name);
  }
}
