import type { Bitmap } from '../../../shared/transfers/bitmap.ts';
import type { BlockMap } from './engineReport.ts';

export const MOST_BUCKETS = 200;

/** Files laid end to end, as they are sent. */
export class BlockMapLayout {
  readonly #starts = new Map<number, number>();
  readonly #blocks: number;
  readonly #buckets: number;
  readonly #reasked = new Set<number>();

  constructor(files: { index: number; blockCount: number }[]) {
    let blocks = 0;
    for (const { index, blockCount } of files) {
      this.#starts.set(index, blocks);
      blocks += blockCount;
    }
    this.#blocks = blocks;
    this.#buckets = Math.min(MOST_BUCKETS, blocks);
  }

  /** Marks a block that had to be asked for again. */
  reask(file: number, block: number): void {
    this.#reasked.add(this.#bucketOf((this.#starts.get(file) ?? 0) + block));
  }

  draw(present: Iterable<[file: number, bitmap: Bitmap]>): BlockMap {
    const counts = new Array<number>(this.#buckets).fill(0);
    for (const [file, bitmap] of present) {
      const start = this.#starts.get(file) ?? 0;
      for (const [first, count] of bitmap.runs()) this.#addRun(counts, start + first, count);
    }
    const done = counts.map((count, bucket) => count / this.#sizeOf(bucket));
    return { done, reasked: [...this.#reasked] };
  }

  #addRun(counts: number[], first: number, count: number): void {
    let from = first;
    while (from < first + count) {
      const bucket = this.#bucketOf(from);
      const end = Math.min(first + count, this.#startOf(bucket + 1));
      counts[bucket]! += end - from;
      from = end;
    }
  }

  #bucketOf(block: number): number {
    return Math.min(this.#buckets - 1, Math.floor(((block + 0.5) * this.#buckets) / this.#blocks));
  }

  /** The first block whose bucket this is, in step with `#bucketOf`. */
  #startOf(bucket: number): number {
    return Math.ceil((bucket * this.#blocks) / this.#buckets - 0.5);
  }

  #sizeOf(bucket: number): number {
    return Math.max(1, this.#startOf(bucket + 1) - this.#startOf(bucket));
  }
}
