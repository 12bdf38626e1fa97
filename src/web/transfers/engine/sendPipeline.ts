import type { BlockQueue } from '../../../shared/transfers/blocks.ts';
import { BLOCK_BYTES, SEAL_OVERHEAD_BYTES } from '../../../shared/transfers/transferRules.ts';
import { BufferPool } from './bufferPool.ts';
import { BLOCKS_PER_READ, FileGoneError, type PlainBlock, readBlocks } from './fileReader.ts';
import type { TransferSeals } from './sealing.ts';
import type { ReadyBlock } from './sendConnection.ts';

/** Two reads of 1 MiB, and a few sealed blocks: what a sender keeps in memory, however large the file. */
const MOST_PLAIN_BLOCKS = 2 * BLOCKS_PER_READ;
const MOST_READS = 4;
const MOST_SEALED_BLOCKS = 6;
const MOST_SEALING = 4;

export interface PipelineParts {
  queue: BlockQueue;
  seals: TransferSeals;
  sourceOf(file: number): File;
  blockCountOf(file: number): number;
  /** A block was read and hashed; false when it is not what it was before. */
  onHashed(file: number, block: number, hash: Uint8Array<ArrayBuffer>): boolean;
  onReady(): void;
  onFileGone(file: number, error: FileGoneError): void;
}

/** Reads ahead, seals ahead, and holds a few blocks ready for whichever connection has room. */
export class SendPipeline {
  readonly #parts: PipelineParts;
  #reading = 0;
  #readingBlocks = 0;
  readonly #plain: PlainBlock[] = [];
  #sealing = 0;
  readonly #ready: ReadyBlock[] = [];
  readonly #pool = new BufferPool(BLOCK_BYTES + SEAL_OVERHEAD_BYTES, MOST_SEALED_BLOCKS);
  #isStopped = false;
  #mayTake = false;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** The next sealed block that the receiver still lacks. */
  next(): ReadyBlock | null {
    for (let block = this.#ready.shift(); block; block = this.#ready.shift()) {
      if (!this.#parts.queue.hasArrived(block.file, block.block)) return block;
      this.release(block.sealed);
    }
    return null;
  }

  /** Whether blocks are taken for the connections that none of them carries yet. */
  get isHolding(): boolean {
    return this.#plain.length + this.#ready.length + this.#readingBlocks + this.#sealing > 0;
  }

  /** These bytes have left, or are not needed. */
  release(sealed: Uint8Array<ArrayBuffer>): void {
    this.#pool.give(sealed);
  }

  /** Keeps reading and sealing ahead of the connections. */
  fill(): void {
    if (!this.#mayTake) this.#giveBack();
    while (!this.#isStopped && this.#sealing < MOST_SEALING && this.#sealAhead()) void this.#sealNext();
    while (!this.#isStopped && this.#mayTake && this.#reading < MOST_READS && this.#readAhead()) {
      const run = this.#parts.queue.take(BLOCKS_PER_READ);
      if (!run) return;
      void this.#read(run);
    }
  }

  /** Whether blocks may be taken for the connections; if not, what was read ahead may go by another path. */
  mayTake(mayTake: boolean): void {
    this.#mayTake = mayTake;
    this.fill();
  }

  #giveBack(): void {
    for (const { file, block, release } of this.#plain.splice(0)) {
      release();
      this.#parts.queue.putBack(file, block);
    }
    for (const { file, block, sealed } of this.#ready.splice(0)) {
      this.release(sealed);
      this.#parts.queue.putBack(file, block);
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#plain.length = 0;
    this.#ready.length = 0;
  }

  #sealAhead(): boolean {
    return this.#plain.length > 0 && this.#sealing + this.#ready.length < MOST_SEALED_BLOCKS;
  }

  #readAhead(): boolean {
    return this.#plain.length + this.#readingBlocks + BLOCKS_PER_READ <= MOST_PLAIN_BLOCKS;
  }

  async #read(run: [number, number, number]): Promise<void> {
    const [file, first, count] = run;
    this.#reading++;
    this.#readingBlocks += count;
    try {
      const blocks = await readBlocks(this.#parts.sourceOf(file), run);
      if (!this.#isStopped) this.#plain.push(...blocks);
    } catch (error) {
      for (let n = 0; n < count; n++) this.#parts.queue.putBack(file, first + n);
      if (!(error instanceof FileGoneError)) throw error;
      this.#parts.onFileGone(file, error);
    } finally {
      this.#reading--;
      this.#readingBlocks -= count;
      this.fill();
    }
  }

  async #sealNext(): Promise<void> {
    const { file, block, plain, release } = this.#plain.shift()!;
    this.#sealing++;
    try {
      const place = { file, block, blockCount: this.#parts.blockCountOf(file) };
      const target = this.#pool.take(plain.byteLength + SEAL_OVERHEAD_BYTES);
      const { sealed, hash } = await this.#parts.seals.sealBlock(place, plain, target);
      if (this.#isStopped) return;
      if (!this.#parts.onHashed(file, block, hash)) {
        return this.#parts.onFileGone(file, new FileGoneError('file_changed'));
      }
      this.#ready.push({ file, block, sealed });
      this.#parts.onReady();
    } finally {
      release();
      this.#sealing--;
      this.fill();
    }
  }
}
