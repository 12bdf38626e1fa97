import type { TransferId } from '../../shared/core/ids.ts';
import type { Manifest, ManifestFile } from '../../shared/transfers/manifest.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import type { SessionSnapshot } from './engine/sessionState.ts';
import { areSaved, type SavedFiles } from './files/savedFiles.ts';

/** One transfer as this browser knows it: the server's word, what is in it, and how it goes here. */
export interface TransferEntry extends SavedFiles {
  id: TransferId;
  transfer: Transfer;
  /** Null while it has not been opened, or where this device holds no key to it. */
  manifest: Manifest | null;
  /** This device cannot read it: it came before this browser was known, or its seal is broken. */
  isUnreadable: boolean;
  /** The sender's browser was asked to let this device in, and does so once it is there. */
  awaitsKey: boolean;
  /** Its sender, this person, leaves it to the relay. */
  isLeft: boolean;
  /** Called off by this person, whatever the server knows of that. */
  isCancelled: boolean;
  /** The live session here or in another tab of this browser. */
  snapshot: SessionSnapshot | null;
  /** The sender's files need one tap before this browser may read them again. */
  canReopen: boolean;
  /** Bytes that a previous life of this page left on this device. */
  heldBytes: number;
  /** The received bytes are (still) on this device. */
  isHeld: boolean;
  /** The indices of files that came whole and are (still) on this device, while others are yet to come, or never will. */
  wholeHere: number[];
}

export const isOver = ({ transfer }: TransferEntry): boolean =>
  transfer.state !== 'offered' && transfer.state !== 'accepted';

/** All of it came here: the server has heard so, is yet to hear it, or the time for telling it ran out. */
export function hasArrived(entry: TransferEntry): boolean {
  const { transfer, isHeld } = entry;
  if (transfer.isSender) return false;
  switch (transfer.state) {
    case 'completed':
      return true;
    case 'accepted':
      return isHeld;
    // Ended before the server heard that all had come.
    case 'expired':
    case 'cancelled':
    case 'failed':
      return isHeld || areSaved(chosenOf(entry), entry);
    default:
      return false;
  }
}

/** The indices that were asked for; none named means all. */
export function chosenOf({ transfer, manifest }: Pick<TransferEntry, 'transfer' | 'manifest'>): number[] {
  const all = manifest ? [...manifest.files.keys()] : [];
  return transfer.chosenFiles.length > 0 ? transfer.chosenFiles.filter((index) => index < all.length) : all;
}

export interface NamedFile {
  index: number;
  file: ManifestFile;
}

interface ChosenFiles {
  files: NamedFile[];
  totalBytes: number;
}

/**
 * Of thousands of files not gone through each time. By what was asked for, not by the server's word, which is another one
 * after each reconnect: rows that show these files stay as they are, and a video in one of them plays on.
 */
const chosenFiles = new WeakMap<Manifest, ChosenFiles & { asked: number[] }>();
const none: ChosenFiles = { files: [], totalBytes: 0 };

function chosenIn(entry: TransferEntry): ChosenFiles {
  const { manifest } = entry;
  if (!manifest) return none;
  const asked = entry.transfer.chosenFiles;
  const known = chosenFiles.get(manifest);
  if (known && areSameItems(known.asked, asked)) return known;
  const files = chosenOf(entry).map((index) => ({ index, file: manifest.files[index]! }));
  const found = { asked, files, totalBytes: files.reduce((sum, { file }) => sum + file.sizeBytes, 0) };
  chosenFiles.set(manifest, found);
  return found;
}

/** The very same ones, in the same order: who shows them need not show them anew. */
export const areSameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a === b || (a.length === b.length && a.every((item, n) => item === b[n]));

export function filesOf(entry: TransferEntry): NamedFile[] {
  return chosenIn(entry).files;
}

/** What has come whole: all of it, or some of several files. When it is over, also what of these was saved. */
export function arrivedOf(entry: TransferEntry): NamedFile[] {
  if (hasArrived(entry)) return filesOf(entry);
  const all = filesOf(entry);
  if (entry.transfer.isSender || all.length < 2) return [];
  const here = new Set(entry.wholeHere);
  const isThere = (index: number) => here.has(index) || (isOver(entry) && Boolean(entry.savedAt[index]));
  return all.filter(({ index }) => isThere(index));
}

export type Others = 'coming' | 'stopped' | 'never';

/** What is to be expected of the files that have not come whole. */
export function othersOf(entry: TransferEntry): Others {
  if (isOver(entry)) return 'never';
  const state = entry.snapshot?.state;
  return entry.isCancelled || state === 'ended' || state === 'failed' ? 'stopped' : 'coming';
}

/** All bytes that are to come, and how many are there. */
export function amountOf(entry: TransferEntry): { done: number; total: number } {
  const { snapshot, transfer, manifest } = entry;
  const total = manifest ? chosenIn(entry).totalBytes : transfer.totalBytes;
  if (transfer.state === 'completed') return { done: total, total };
  const known = Math.max(entry.heldBytes, transfer.receivedBytes);
  return {
    done: Math.min(total, snapshot ? Math.max(snapshot.bytesDone, snapshot.isMeasured ? 0 : known) : known),
    total,
  };
}

/** How many files are to come. */
export const fileCountOf = ({ transfer }: TransferEntry): number => transfer.chosenFiles.length || transfer.fileCount;

/** "dance.mp4", "dance.mp4 and 2 more", or how many where the names are not known here. */
export function titleOf(entry: TransferEntry): string {
  const files = filesOf(entry);
  const first = files[0]?.file.name;
  if (!first) {
    const count = fileCountOf(entry);
    return count === 1 ? 'One file' : `${count.toLocaleString('en')} files`;
  }
  return files.length === 1 ? first : `${first} and ${(files.length - 1).toLocaleString('en')} more`;
}
