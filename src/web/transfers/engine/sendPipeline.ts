import type { BlockQueue } from '../../../shared/transfers/blockQueue.ts';
import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import { BLOCK_BYTES, SEAL_OVERHEAD_BYTES } from '../../../shared/transfers/transferRules.ts';
import { BufferPool } from './bufferPool.ts';
import { BLOCKS_PER_READ, FileGoneError, type PlainBlock, readTogether } from './fileReader.ts';
import type { TransferSeals } from './sealing.ts';
import type { ReadyBlock } from './sendConnection.ts';

/** Two reads of 1 MiB, and a few sealed blocks: what a sender keeps in memory, however large the file. */
const MOST_PLAIN_BYTES = 2 * BLOCKS_PER_READ * BLOCK_BYTES;
const MOST_SEALED_BYTES = 6 * (BLOCK_BYTES + SEAL_OVERHEAD_BYTES);
/** Of small files many fit into that: they are read together. */
const MOST_READS = 4;
const MOST_RUNS_PER_READ = 32;
const ENOUGH_BYTES_PER_READ = 512 * 1024;
const MOST_BLOCKS = 128;
const MOST_SEALING = 4;
const MOST_POOLED = 6;

export interface PipelineParts {
  queue: BlockQueue;
  seals: TransferSeals;
  /** Null for one that cannot be read any more. */
  sourceOf(file: number): File | null;
  sizeOf(file: number): number;
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
  readonly #plain: PlainBlock[] = [];
  /** Being read, or read and not yet being sealed. */
  #plainBytes = 0;
  #sealing = 0;
  readonly #ready: ReadyBlock[] = [];
  /** Being sealed, or sealed and not yet on a connection. */
  #sealedBytes = 0;
  readonly #pool = new BufferPool(BLOCK_BYTES + SEAL_OVERHEAD_BYTES, MOST_POOLED);
  #isStopped = false;
  #mayTake = false;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** The next sealed block that the receiver still lacks. */
  next(): ReadyBlock | null {
    for (let block = this.#ready.shift(); block; block = this.#ready.shift()) {
      this.#sealedBytes -= block.sealed.byteLength;
      if (!this.#parts.queue.hasArrived(block.file, block.block)) return block;
      this.release(block.sealed);
    }
    return null;
  }

  /** Whether blocks are taken for the connections that none of them carries yet. */
  get isHolding(): boolean {
    return this.#plain.length + this.#ready.length + this.#reading + this.#sealing > 0;
  }

  /** Nothing is ready, though it is being worked on. */
  get isBehind(): boolean {
    return this.#ready.length === 0 && this.isHolding;
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
      const runs = this.#nextRuns();
      if (runs.length === 0) return;
      void this.#read(runs);
    }
  }

  /** Whether blocks may be taken for the connections; if not, what was read ahead may go by another path. */
  mayTake(mayTake: boolean): void {
    this.#mayTake = mayTake;
    this.fill();
  }

  #giveBack(): void {
    for (const { file, block, plain, release } of this.#plain.splice(0)) {
      this.#plainBytes -= plain.byteLength;
      release();
      this.#parts.queue.putBack(file, block);
    }
    for (const { file, block, sealed } of this.#ready.splice(0)) {
      this.#sealedBytes -= sealed.byteLength;
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
    const next = this.#plain[0];
    if (!next || this.#sealing + this.#ready.length >= MOST_BLOCKS) return false;
    return this.#sealedBytes + next.plain.byteLength + SEAL_OVERHEAD_BYTES <= MOST_SEALED_BYTES;
  }

  #readAhead(): boolean {
    const nextBytes = BLOCKS_PER_READ * BLOCK_BYTES;
    return this.#plain.length < MOST_BLOCKS && this.#plainBytes + nextBytes <= MOST_PLAIN_BYTES;
  }

  #nextRuns(): BlockRun[] {
    const runs: BlockRun[] = [];
    for (let bytes = 0; bytes < ENOUGH_BYTES_PER_READ && runs.length < MOST_RUNS_PER_READ; ) {
      const run = this.#parts.queue.take(BLOCKS_PER_READ);
      if (!run) break;
      runs.push(run);
      bytes += this.#parts.queue.bytesOf(run);
    }
    return runs;
  }

  async #read(runs: BlockRun[]): Promise<void> {
    const { queue, sizeOf } = this.#parts;
    const bytes = runs.reduce((sum, run) => sum + queue.bytesOf(run), 0);
    this.#reading++;
    this.#plainBytes += bytes;
    try {
      const blocks = await readTogether(
        runs.map((run) => ({ source: this.#sourceOf(run[0]), sizeBytes: sizeOf(run[0]), run })),
      );
      if (!this.#isStopped) this.#plain.push(...blocks);
    } catch (error) {
      this.#plainBytes -= bytes;
      if (!(error instanceof FileGoneError)) throw error;
      this.#readFailed(runs, error);
    } finally {
      this.#reading--;
      this.fill();
    }
  }

  #sourceOf(file: number): File {
    const source = this.#parts.sourceOf(file);
    if (!source) throw new FileGoneError('file_vanished');
    return source;
  }

  /** Of several the one to blame is found by reading each by itself. */
  #readFailed(runs: BlockRun[], error: FileGoneError): void {
    if (runs.length > 1) {
      for (const run of runs) void this.#read([run]);
      return;
    }
    for (const [file, first, count] of runs) {
      for (let n = 0; n < count; n++) this.#parts.queue.putBack(file, first + n);
      this.#parts.onFileGone(file, error);
    }
  }

  async #sealNext(): Promise<void> {
    const { file, block, plain, release } = this.#plain.shift()!;
    const sealedBytes = plain.byteLength + SEAL_OVERHEAD_BYTES;
    this.#plainBytes -= plain.byteLength;
    this.#sealing++;
    this.#sealedBytes += sealedBytes;
    try {
      const place = { file, block, blockCount: this.#parts.blockCountOf(file) };
      const target = this.#pool.take(sealedBytes);
      const { sealed, hash } = await this.#parts.seals.sealBlock(place, plain, target);
      if (this.#isStopped) return;
      if (!this.#parts.onHashed(file, block, hash)) {
        this.#sealedBytes -= sealedBytes;
        this.release(sealed);
        this.#parts.queue.putBack(file, block);
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
