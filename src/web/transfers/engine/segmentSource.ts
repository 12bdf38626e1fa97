import { type BlockRun, blockLength } from '../../../shared/transfers/blocks.ts';
import { SEALED_BLOCK_BYTES } from '../../../shared/transfers/relay.ts';
import { SEAL_OVERHEAD_BYTES } from '../../../shared/transfers/transferRules.ts';
import type { Bytes } from './bytes.ts';

const CHUNK_BLOCKS = 8;
/** What one request carries: 2 MiB, so that a lost one costs little and a round trip between two costs little. */
export const UPLOAD_CHUNK_BYTES = CHUNK_BLOCKS * SEALED_BLOCK_BYTES;

export interface SegmentSourceParts {
  run: BlockRun;
  /** Length of the whole file. */
  sizeBytes: number;
  /** Reads blocks of the file and seals each into its place. */
  seal(run: BlockRun, targets: Bytes[]): Promise<void>;
}

/**
 * The sealed bytes of one segment, as tus-js-client asks for them: made chunk by chunk, held until the next. A chunk that
 * is asked for twice is the same, for sealing again would mix two seals within a block.
 */
export class SegmentSource {
  readonly #parts: SegmentSourceParts;
  readonly #bytes: Bytes;
  #chunk = -1;
  readonly size: number;

  constructor(parts: SegmentSourceParts) {
    this.#parts = parts;
    this.size = segmentBytes(parts.run, parts.sizeBytes);
    this.#bytes = new Uint8Array(Math.min(this.size, UPLOAD_CHUNK_BYTES));
  }

  /** From here to the end of the chunk in which it lies, whatever `end` is asked for. */
  async slice(start: number): Promise<{ value: Bytes & { size: number }; done: boolean }> {
    const chunk = Math.floor(start / UPLOAD_CHUNK_BYTES);
    if (chunk !== this.#chunk) await this.#fill(chunk);
    const begin = chunk * UPLOAD_CHUNK_BYTES;
    const value = this.#bytes.subarray(start - begin, Math.min(this.size - begin, UPLOAD_CHUNK_BYTES));
    // The client reads the length from `size`, as a Blob has it.
    return {
      value: Object.assign(value, { size: value.byteLength }),
      done: start + value.byteLength >= this.size,
    };
  }

  close(): void {}

  async #fill(chunk: number): Promise<void> {
    this.#chunk = -1;
    const [file, first, count] = this.#parts.run;
    const from = first + chunk * CHUNK_BLOCKS;
    const run: BlockRun = [file, from, Math.min(CHUNK_BLOCKS, first + count - from)];
    const targets = Array.from({ length: run[2] }, (_, n) => {
      const at = n * SEALED_BLOCK_BYTES;
      return this.#bytes.subarray(at, at + sealedLength(this.#parts.sizeBytes, from + n));
    });
    await this.#parts.seal(run, targets);
    this.#chunk = chunk;
  }
}

export function sealedLength(sizeBytes: number, block: number): number {
  return blockLength(sizeBytes, block) + SEAL_OVERHEAD_BYTES;
}

/** Sealed bytes of a run: only the last block of a file may be shorter than the others. */
export function segmentBytes([, first, count]: BlockRun, sizeBytes: number): number {
  return (count - 1) * SEALED_BLOCK_BYTES + sealedLength(sizeBytes, first + count - 1);
}
