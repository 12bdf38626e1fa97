import { type BlockRun, blockLength } from '../../../shared/transfers/blocks.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import type { Bytes } from './bytes.ts';
import { discard } from './discard.ts';

/** 1 MiB: block by block would cost a quarter as much as sending; 4 MiB leave as much memory to be collected. */
export const BLOCKS_PER_READ = 4;

/** The file is not what it was when it was chosen. */
export class FileGoneError extends Error {
  readonly reason: Extract<EndReason, 'file_changed' | 'file_vanished'>;

  constructor(reason: FileGoneError['reason'], options?: { cause?: unknown }) {
    super(reason, options);
    this.name = 'FileGoneError';
    this.reason = reason;
  }
}

export interface PlainBlock {
  file: number;
  block: number;
  plain: Bytes;
  /** To be called once when the bytes are used no more. */
  release(): void;
}

/** Reads neighbouring blocks of a file in one go. */
export async function readBlocks(source: File, [file, first, count]: BlockRun): Promise<PlainBlock[]> {
  const from = first * BLOCK_BYTES;
  const end = Math.min(source.size, from + count * BLOCK_BYTES);
  const bytes = new Uint8Array(await readBytes(source, from, end));
  let inUse = count;
  const release = () => {
    if (--inUse === 0) discard(bytes);
  };
  return Array.from({ length: count }, (_, n) => {
    const plain = bytes.subarray(n * BLOCK_BYTES, n * BLOCK_BYTES + blockLength(source.size, first + n));
    return { file, block: first + n, plain, release };
  });
}

async function readBytes(source: File, from: number, end: number): Promise<ArrayBuffer> {
  let buffer: ArrayBuffer;
  try {
    buffer = await source.slice(from, end).arrayBuffer();
  } catch (error) {
    // File API: NotFoundError when it is gone, NotReadableError when its size or time of change is another one.
    const isGone = error instanceof Error && error.name === 'NotFoundError';
    throw new FileGoneError(isGone ? 'file_vanished' : 'file_changed', { cause: error });
  }
  if (buffer.byteLength !== end - from) throw new FileGoneError('file_changed');
  return buffer;
}
