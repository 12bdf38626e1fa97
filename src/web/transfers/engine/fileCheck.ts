import type { Bitmap } from '../../../shared/transfers/bitmap.ts';
import type { ManifestFile } from '../../../shared/transfers/manifest.ts';
import { areEqual, type Bytes } from './bytes.ts';
import type { FileRefusal } from './engineReport.ts';
import { FileGoneError, readBlocks } from './fileReader.ts';
import { sha256 } from './sealing.ts';

const SAMPLES = 4;

/** What the sender's record says of a file: the hashes of the blocks it has sealed. */
export interface HashedFile {
  index: number;
  hashed: Bitmap;
  hashOf(block: number): Bytes;
}

/**
 * Why this cannot be the file that was offered, as far as its sealed blocks can tell; null when it is the one. Where they
 * agree, only the time of change speaks for the others. PROTOCOL.md [T19].
 */
export async function refusalOf(given: File, offered: ManifestFile, record: HashedFile): Promise<FileRefusal | null> {
  if (given.size !== offered.sizeBytes) return 'file_changed';
  const looksUnchanged = given.lastModified === offered.lastModifiedMs;
  const blocks = looksUnchanged ? sample(record.hashed) : allOf(record.hashed);
  try {
    for (const block of blocks) if (!(await agrees(given, block, record))) return 'file_changed';
  } catch (error) {
    return error instanceof FileGoneError ? error.reason : 'file_changed';
  }
  return looksUnchanged || record.hashed.isFull ? null : 'other_date';
}

async function agrees(given: File, block: number, { index, hashOf }: HashedFile): Promise<boolean> {
  const [read] = await readBlocks(given, given.size, [index, block, 1]);
  const hash = await sha256(read!.plain);
  read!.release();
  return areEqual(hash, hashOf(block));
}

function* allOf(hashed: Bitmap): Generator<number> {
  for (const [first, count] of hashed.runs()) for (let n = 0; n < count; n++) yield first + n;
}

/** A few at random, and the last one: it is where a file that still grows differs. */
function sample(hashed: Bitmap): number[] {
  const blocks = [...allOf(hashed)];
  if (blocks.length <= SAMPLES) return blocks;
  const chosen = new Set([blocks.at(-1)!]);
  while (chosen.size < SAMPLES) chosen.add(blocks[Math.floor(Math.random() * blocks.length)]!);
  return [...chosen];
}
