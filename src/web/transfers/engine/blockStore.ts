import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { type BlockRun, blockLength } from '../../../shared/transfers/blocks.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import type { BlockLedger } from './blockLedger.ts';
import { areEqual, type Bytes } from './bytes.ts';
import { type OpenedBlock, sha256 } from './sealing.ts';
import type { BlockSink } from './sink.ts';

const FLUSH_BYTES = 16 * 1024 * 1024;
const FLUSH_MS = 1000;

export interface StoreEvents {
  onDurable(runs: BlockRun[]): void;
  onVerified(file: number): void;
  onRootWrong(file: number): void;
  onError(error: unknown): void;
}

/** The received blocks of one transfer: written, then flushed, then on record; then verified. PROTOCOL.md [T11], [T14]. */
export class BlockStore {
  readonly #ledger: BlockLedger;
  readonly #sink: BlockSink;
  readonly #sizeOf: (file: number) => number;
  readonly #events: StoreEvents;
  readonly written = new Map<number, Bitmap>();
  readonly #roots = new Map<number, Bytes>();
  #unflushed: { file: number; block: number; hash: Bytes }[] = [];
  #unflushedBytes = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #flushing: Promise<void> = Promise.resolve();

  private constructor(ledger: BlockLedger, sink: BlockSink, sizeOf: (file: number) => number, events: StoreEvents) {
    this.#ledger = ledger;
    this.#sink = sink;
    this.#sizeOf = sizeOf;
    this.#events = events;
  }

  /** Takes up what an earlier life of the page has left, as far as the disk still holds it. */
  static async open(
    ledger: BlockLedger,
    sink: BlockSink,
    sizeOf: (file: number) => number,
    events: StoreEvents,
  ): Promise<BlockStore> {
    const store = new BlockStore(ledger, sink, sizeOf, events);
    for (const { index, recorded, blockCount, isVerified } of ledger.files.values()) {
      if (recorded.count > 0 && !isVerified) await store.#forgetWhatIsGone(index, recorded);
      store.written.set(index, new Bitmap(blockCount, recorded.bytes));
    }
    return store;
  }

  isVerified(file: number): boolean {
    return this.#ledger.files.get(file)?.isVerified ?? false;
  }

  get isAllVerified(): boolean {
    return [...this.#ledger.files.values()].every(({ isVerified }) => isVerified);
  }

  hasWritten(file: number, block: number): boolean {
    return this.written.get(file)?.has(block) ?? false;
  }

  get isAllWritten(): boolean {
    return [...this.written.values()].every(({ isFull }) => isFull);
  }

  /** Blocks that a reload of this page would find again. */
  durableRuns(): BlockRun[] {
    const files = [...this.#ledger.files.values()];
    return files.flatMap(({ index, recorded }) =>
      [...recorded.runs()].map(([first, count]): BlockRun => [index, first, count]),
    );
  }

  get durableCount(): number {
    return [...this.#ledger.files.values()].reduce((sum, { recorded }) => sum + recorded.count, 0);
  }

  async write(file: number, block: number, { plain, hash }: OpenedBlock): Promise<void> {
    await this.#sink.write(file, block * BLOCK_BYTES, plain);
    if (!this.written.get(file)!.set(block)) return;
    this.#unflushed.push({ file, block, hash });
    this.#unflushedBytes += plain.byteLength;
    if (this.#unflushedBytes >= FLUSH_BYTES || this.isAllWritten) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  /** The sender says what a file's root is. */
  async expectRoot(file: number, root: Bytes): Promise<void> {
    if (this.isVerified(file)) return this.#events.onVerified(file);
    this.#roots.set(file, root);
    await this.flush();
  }

  /** Makes all that is written durable; one after another, for each takes what the one before left. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flushNow()).catch((error) => this.#events.onError(error));
    return this.#flushing;
  }

  async close(): Promise<void> {
    await this.flush();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#sink.close();
    this.#ledger.close();
  }

  async #flushNow(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const blocks = this.#unflushed;
    this.#unflushed = [];
    this.#unflushedBytes = 0;
    if (blocks.length > 0) {
      await this.#flushSink(blocks);
      for (const { file, block, hash } of blocks) this.#ledger.record(file, block, hash);
    }
    await this.#ledger.save();
    if (blocks.length > 0) this.#events.onDurable(asRuns(blocks));
    for (const file of [...this.#roots.keys()]) await this.#verifyIfWhole(file);
  }

  /** When the disk refuses, what it did not take counts as not written, so that it is sent again. */
  async #flushSink(blocks: { file: number; block: number }[]): Promise<void> {
    try {
      await this.#sink.flush();
    } catch (error) {
      for (const { file, block } of blocks) this.written.get(file)!.clear(block);
      throw error;
    }
  }

  async #verifyIfWhole(file: number): Promise<void> {
    const record = this.#ledger.files.get(file)!;
    if (!record.recorded.isFull || record.isVerified) return;
    const root = this.#roots.get(file)!;
    this.#roots.delete(file);
    if (!areEqual(await sha256(record.hashes), root)) return this.#events.onRootWrong(file);
    if (record.blockCount === 0) await this.#sink.prepare(file);
    await this.#sink.finish(file);
    await this.#ledger.markVerified(file);
    this.#events.onVerified(file);
  }

  async #forgetWhatIsGone(file: number, recorded: Bitmap): Promise<void> {
    const presentBytes = await this.#sink.prepare(file);
    for (const [first, count] of [...recorded.runs()]) {
      for (let block = first; block < first + count; block++) {
        const end = block * BLOCK_BYTES + blockLength(this.#sizeOf(file), block);
        if (end > presentBytes) recorded.clear(block);
      }
    }
  }
}

/** Neighbours as runs: blocks are written nearly in order. */
export function asRuns(blocks: { file: number; block: number }[]): BlockRun[] {
  const runs: BlockRun[] = [];
  for (const { file, block } of [...blocks].sort((a, b) => a.file - b.file || a.block - b.block)) {
    const last = runs.at(-1);
    if (last && last[0] === file && last[1] + last[2] === block) last[2]++;
    else runs.push([file, block, 1]);
  }
  return runs;
}
