import { RefusedError } from '../../core/appError.ts';
import { type LedgerEntry, ledgerIdOf, withLedger } from './ledgerDb.ts';
import { transfersFolder } from './opfsSink.ts';
import { receivedPlaces } from './receivedPlaces.ts';

/** The bytes of received files as they lie on this device: to look at, and to save. */

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
