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

/** Neighbouring blocks of a file, and where they are to be had. */
export interface WantedRun {
  source: File;
  sizeBytes: number;
  run: BlockRun;
}

/** Reads neighbouring blocks of a file in one go. */
export function readBlocks(source: File, sizeBytes: number, run: BlockRun): Promise<PlainBlock[]> {
  return readTogether([{ source, sizeBytes, run }]);
}

/** Reads runs of several files in one go: to ask for a small file costs a browser more than to read it. */
export async function readTogether(wanted: WantedRun[]): Promise<PlainBlock[]> {
  const places = wanted.flatMap(({ sizeBytes, run: [file, first, count] }) =>
    Array.from({ length: count }, (_, n) => ({
      file,
      block: first + n,
      length: blockLength(sizeBytes, first + n),
    })),
  );
  const pieces = wanted.map(pieceOf);
  const bytes = new Uint8Array(
    await readBytes(
      pieces.length === 1 ? pieces[0]! : new Blob(pieces),
      places.reduce((sum, { length }) => sum + length, 0),
    ),
  );
  let inUse = places.length;
  const release = () => {
    if (--inUse === 0) discard(bytes);
  };
  let at = 0;
  return places.map(({ file, block, length }) => {
    const plain = bytes.subarray(at, at + length);
    at += length;
    return { file, block, plain, release };
  });
}

/** To cut a piece out of a file costs a look at the disk; a small one is taken whole. */
function pieceOf({ source, sizeBytes, run: [, first, count] }: WantedRun): Blob {
  const from = first * BLOCK_BYTES;
  const end = Math.min(sizeBytes, from + count * BLOCK_BYTES);
  return from === 0 && end === sizeBytes ? source : source.slice(from, end);
}

async function readBytes(piece: Blob, length: number): Promise<ArrayBuffer> {
  let buffer: ArrayBuffer;
  try {
    buffer = await piece.arrayBuffer();
  } catch (error) {
    // File API: NotFoundError when it is gone, NotReadableError when its size or time of change is another one.
    const isGone = error instanceof Error && error.name === 'NotFoundError';
    throw new FileGoneError(isGone ? 'file_vanished' : 'file_changed', { cause: error });
  }
  if (buffer.byteLength !== length) throw new FileGoneError('file_changed');
  return buffer;
}
