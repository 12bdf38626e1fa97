import type { Bitmap } from './bitmap.ts';
import { BLOCK_BYTES } from './transferRules.ts';

/** A run of blocks of one file. */
export type BlockRun = [file: number, first: number, count: number];

/** How many blocks a file of this length has; an empty one has none. */
export function blockCountOf(sizeBytes: number): number {
  return Math.ceil(sizeBytes / BLOCK_BYTES);
}

/** Plaintext bytes of one block: all are full but the last. */
export function blockLength(sizeBytes: number, block: number): number {
  return Math.max(0, Math.min(BLOCK_BYTES, sizeBytes - block * BLOCK_BYTES));
}

/** Whether the run names at least one block and only blocks that the file has. */
export function fitsFile([, first, count]: BlockRun, blockCount: number): boolean {
  return first >= 0 && count > 0 && first + count <= blockCount;
}

/** Plaintext bytes of the blocks that are set. */
export function bytesIn(blocks: Bitmap, sizeBytes: number): number {
  if (blocks.count === 0) return 0;
  const last = blocks.length - 1;
  const missingOfLast = blocks.has(last) ? BLOCK_BYTES - blockLength(sizeBytes, last) : 0;
  return blocks.count * BLOCK_BYTES - missingOfLast;
}
