import { Bitmap } from './bitmap.ts';
import { BLOCK_BYTES } from './transferRules.ts';

/** A run of blocks of one file. */
export type BlockRun = [file: number, first: number, count: number];

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

interface QueuedFile {
  index: number;
  /** Arrived at the receiver, or on the way there. */
  taken: Bitmap;
  arrived: Bitmap;
  /** No free block lies before this one. */
  from: number;
  isReadable: boolean;
}

/** What is still to be sent: missing blocks are given out from the front, file by file, each to one taker at a time. */
export class BlockQueue {
  readonly #files = new Map<number, QueuedFile>();

  constructor(files: { index: number; sizeBytes: number }[]) {
    for (const { index, sizeBytes } of files) {
      const blockCount = blockCountOf(sizeBytes);
      this.#files.set(index, {
        index,
        taken: new Bitmap(blockCount),
        arrived: new Bitmap(blockCount),
        from: 0,
        isReadable: false,
      });
    }
  }

  /** Blocks are only given out for files that can be read. */
  setReadable(file: number, isReadable: boolean): void {
    const queued = this.#files.get(file);
    if (queued) queued.isReadable = isReadable;
  }

  /** Takes the first missing blocks: up to `maxBlocks` neighbours of one file; null when there are none. */
  take(maxBlocks: number): BlockRun | null {
    for (const file of this.#files.values()) {
      if (!file.isReadable) continue;
      file.from = file.taken.nextClear(file.from);
      if (file.from >= file.taken.length) continue;
      const first = file.from;
      let end = first;
      while (end < file.taken.length && end - first < maxBlocks && !file.taken.has(end)) file.taken.set(end++);
      return [file.index, first, end - first];
    }
    return null;
  }

  /** Takes the last missing blocks: up to `maxBlocks` neighbours of one file; null when there are none. */
  takeBack(maxBlocks: number): BlockRun | null {
    for (const file of [...this.#files.values()].reverse()) {
      if (!file.isReadable) continue;
      const end = file.taken.lastClear(file.from) + 1;
      if (end === 0) continue;
      let first = end;
      while (first > file.from && end - first < maxBlocks && !file.taken.has(first - 1)) file.taken.set(--first);
      return [file.index, first, end - first];
    }
    return null;
  }

  /** Marks a run as taken by something else than `take`: it lies where the receiver will fetch it. */
  reserve([file, first, count]: BlockRun): void {
    const queued = this.#files.get(file);
    for (let block = first; block < first + count; block++) queued?.taken.set(block);
  }

  /** Whether every block has arrived or was given out, files that cannot be read included. */
  get isGivenOut(): boolean {
    return [...this.#files.values()].every(({ taken }) => taken.isFull);
  }

  /** Blocks that could be given out now. */
  get freeCount(): number {
    const readable = [...this.#files.values()].filter(({ isReadable }) => isReadable);
    return readable.reduce((sum, { taken }) => sum + taken.length - taken.count, 0);
  }

  /** Whether nothing is left to be given out. */
  get isExhausted(): boolean {
    return this.freeCount === 0;
  }

  isReadable(file: number): boolean {
    return this.#files.get(file)?.isReadable ?? false;
  }

  /** A taken block did not arrive: it is missing again, unless another copy came through. */
  putBack(file: number, block: number): void {
    const queued = this.#files.get(file);
    if (!queued || queued.arrived.has(block)) return;
    if (queued.taken.clear(block)) queued.from = Math.min(queued.from, block);
  }

  /** The receiver has this block; true when that is news. */
  markArrived(file: number, block: number): boolean {
    const queued = this.#files.get(file);
    queued?.taken.set(block);
    return queued?.arrived.set(block) ?? false;
  }

  /** The receiver does not have this block after all. */
  unmark(file: number, block: number): void {
    const queued = this.#files.get(file);
    if (!queued) return;
    queued.arrived.clear(block);
    this.putBack(file, block);
  }

  /** The receiver starts anew from what it told to be durable; what is under way stays taken. */
  forgetArrived(): void {
    for (const file of this.#files.values()) {
      for (const [first, count] of [...file.arrived.runs()]) {
        for (let block = first; block < first + count; block++) file.taken.clear(block);
      }
      file.arrived.clearAll();
      file.from = 0;
    }
  }

  /** Blocks that the receiver does not have yet. */
  get missingCount(): number {
    return [...this.#files.values()].reduce((sum, { arrived }) => sum + arrived.length - arrived.count, 0);
  }

  arrivedOf(file: number): Bitmap {
    return this.#files.get(file)?.arrived ?? new Bitmap(0);
  }

  hasArrived(file: number, block: number): boolean {
    return this.arrivedOf(file).has(block);
  }

  isComplete(file: number): boolean {
    return this.arrivedOf(file).isFull;
  }
}
