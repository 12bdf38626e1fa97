import type { BlockRun } from '../../blocks.ts';

const FLUSH_MS = 1000;

export type BlockKey = number;

export function keyOf(file: number, block: number): BlockKey {
  return file * 2 ** 24 + block;
}

export function placeOf(key: BlockKey): [file: number, block: number] {
  return [Math.floor(key / 2 ** 24), key % 2 ** 24];
}

export function keysOf([file, first, count]: BlockRun): BlockKey[] {
  return Array.from({ length: count }, (_, n) => keyOf(file, first + n));
}

/** What the receiver has: on its disk, and written but forgotten when its page is reloaded. */
export class SimulatedReceiver {
  readonly durable = new Set<BlockKey>();
  readonly written = new Set<BlockKey>();
  epoch = 1;
  #flushedAtMs = 0;
  #onFlushed: (() => void)[] = [];

  has(key: BlockKey): boolean {
    return this.durable.has(key) || this.written.has(key);
  }

  take(key: BlockKey): void {
    if (!this.durable.has(key)) this.written.add(key);
  }

  afterFlush(act: () => void): void {
    this.#onFlushed.push(act);
  }

  step(nowMs: number): void {
    if (nowMs - this.#flushedAtMs < FLUSH_MS) return;
    this.#flushedAtMs = nowMs;
    for (const key of this.written) this.durable.add(key);
    this.written.clear();
    for (const act of this.#onFlushed.splice(0)) act();
  }

  /** Returns how many blocks it has forgotten. */
  reload(): number {
    const forgotten = this.written.size;
    this.written.clear();
    this.#onFlushed = [];
    this.epoch++;
    return forgotten;
  }
}
