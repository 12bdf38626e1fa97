import { Bitmap } from './bitmap.ts';
import { type BlockRun, blockCountOf, blockLength, bytesIn } from './blocks.ts';
import { BLOCK_BYTES } from './transferRules.ts';

interface QueuedFile {
  index: number;
  sizeBytes: number;
  /** Which one of the queue it is. */
  place: number;
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
  readonly #inOrder: QueuedFile[];
  /** No file before this place has anything to give out: of thousands of files not all are looked through for each block. */
  #from = 0;

  constructor(files: { index: number; sizeBytes: number }[]) {
    for (const [place, { index, sizeBytes }] of files.entries()) {
      const blockCount = blockCountOf(sizeBytes);
      this.#files.set(index, {
        index,
        sizeBytes,
        place,
        taken: new Bitmap(blockCount),
        arrived: new Bitmap(blockCount),
        from: 0,
        isReadable: false,
      });
    }
    this.#inOrder = [...this.#files.values()];
  }

  /** Blocks are only given out for files that can be read. */
  setReadable(file: number, isReadable: boolean): void {
    const queued = this.#files.get(file);
    if (!queued) return;
    queued.isReadable = isReadable;
    this.#from = Math.min(this.#from, queued.place);
  }

  /** Takes the first missing blocks: up to `maxBlocks` neighbours of one file; null when there are none. */
  take(maxBlocks: number): BlockRun | null {
    for (; this.#from < this.#inOrder.length; this.#from++) {
      const file = this.#inOrder[this.#from]!;
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
    for (let place = this.#inOrder.length - 1; place >= this.#from; place--) {
      const file = this.#inOrder[place]!;
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
    return this.#inOrder.every(({ taken }) => taken.isFull);
  }

  /** The same of one file. */
  isFileGivenOut(file: number): boolean {
    return this.#files.get(file)?.taken.isFull ?? true;
  }

  /** What could be given out now. */
  get freeBytes(): number {
    const readable = this.#inOrder.filter(({ isReadable }) => isReadable);
    return readable.reduce((sum, { taken, sizeBytes }) => sum + sizeBytes - bytesIn(taken, sizeBytes), 0);
  }

  /** Whether nothing is left to be given out. */
  get isExhausted(): boolean {
    return this.#inOrder.every(({ isReadable, taken }) => !isReadable || taken.isFull);
  }

  isReadable(file: number): boolean {
    return this.#files.get(file)?.isReadable ?? false;
  }

  /** A taken block did not arrive: it is missing again, unless another copy came through. */
  putBack(file: number, block: number): void {
    const queued = this.#files.get(file);
    if (!queued || queued.arrived.has(block)) return;
    if (!queued.taken.clear(block)) return;
    queued.from = Math.min(queued.from, block);
    this.#from = Math.min(this.#from, queued.place);
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
    this.#from = 0;
  }

  /** What the receiver does not have yet. */
  get missingBytes(): number {
    return this.#inOrder.reduce((sum, { arrived, sizeBytes }) => sum + sizeBytes - bytesIn(arrived, sizeBytes), 0);
  }

  /** Plaintext bytes of a run. */
  bytesOf([file, first, count]: BlockRun): number {
    const sizeBytes = this.#files.get(file)?.sizeBytes ?? 0;
    return (count - 1) * BLOCK_BYTES + blockLength(sizeBytes, first + count - 1);
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
