import type { Bitmap } from '../../../shared/transfers/bitmap.ts';
import type { ManifestFile } from '../../../shared/transfers/manifest.ts';
import { areEqual, type Bytes } from './bytes.ts';
import { readBlocks } from './fileReader.ts';
import { sha256 } from './sealing.ts';

const SAMPLES = 4;

/** What the sender's record says of a file: the hashes of the blocks it has sealed. */
export interface HashedFile {
  index: number;
  hashed: Bitmap;
  hashOf(block: number): Bytes;
}

/**
 * Whether this is the file that was offered, as far as its sealed blocks can tell: null where they agree, and only the
 * time of change speaks for the others. PROTOCOL.md [T19].
 */
export async function isSameFile(given: File, offered: ManifestFile, record: HashedFile): Promise<boolean | null> {
  if (given.size !== offered.sizeBytes) return false;
  const looksUnchanged = given.lastModified === offered.lastModifiedMs;
  for (const block of looksUnchanged ? sample(record.hashed) : allOf(record.hashed)) {
    const [read] = await readBlocks(given, given.size, [record.index, block, 1]);
    if (!read) return false;
    const hash = await sha256(read.plain);
    read.release();
    if (!areEqual(hash, record.hashOf(block))) return false;
  }
  return looksUnchanged || record.hashed.isFull || null;
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
