import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { runsOf } from '../../../shared/transfers/blockRuns.ts';
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
  /** Written, but the disk did not take them: they are to be sent again. */
  onLost(blocks: { file: number; block: number }[]): void;
  onVerified(files: number[]): void;
  onRootWrong(): void;
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
  /** Flushed, and not yet on record. */
  #unsaved: { file: number; block: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #flushing: Promise<unknown> = Promise.resolve();
  /** The flush that has not begun yet, if there is one. */
  #nextFlush: Promise<boolean> | null = null;
  #unwritten = 0;

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
      store.#unwritten += blockCount - recorded.count;
    }
    return store;
  }

  isVerified(file: number): boolean {
    return this.#ledger.files.get(file)?.isVerified ?? false;
  }

  get verifiedCount(): number {
    return this.#ledger.verifiedCount;
  }

  get isAllVerified(): boolean {
    return this.#ledger.isAllVerified;
  }

  hasWritten(file: number, block: number): boolean {
    return this.written.get(file)?.has(block) ?? false;
  }

  get isAllWritten(): boolean {
    return this.#unwritten === 0;
  }

  /** Blocks that a reload of this page would find again. */
  durableRuns(): BlockRun[] {
    const files = [...this.#ledger.files.values()];
    return files.flatMap(({ index, recorded }) =>
      [...recorded.runs()].map(([first, count]): BlockRun => [index, first, count]),
    );
  }

  /** Written, and lost if this page died now. */
  fleetingRuns(): BlockRun[] {
    const blocks: { file: number; block: number }[] = [];
    for (const [file, bitmap] of this.written) {
      const { recorded } = this.#ledger.files.get(file)!;
      if (recorded.count === bitmap.count) continue;
      for (const [first, count] of bitmap.runs())
        for (let block = first; block < first + count; block++) if (!recorded.has(block)) blocks.push({ file, block });
    }
    return runsOf(blocks);
  }

  get durableCount(): number {
    return [...this.#ledger.files.values()].reduce((sum, { recorded }) => sum + recorded.count, 0);
  }

  async write(file: number, block: number, { plain, hash }: OpenedBlock): Promise<void> {
    await this.#sink.write(file, block * BLOCK_BYTES, plain);
    if (!this.written.get(file)!.set(block)) return;
    this.#unwritten--;
    this.#unflushed.push({ file, block, hash });
    this.#unflushedBytes += plain.byteLength;
    if (this.#unflushedBytes >= FLUSH_BYTES || this.isAllWritten) void this.flush();
    else this.#flushSoon();
  }

  /** The sender says what the roots of some files are. */
  expectRoots(roots: Iterable<[file: number, root: Bytes]>): void {
    const known: number[] = [];
    for (const [file, root] of roots) {
      if (this.isVerified(file)) known.push(file);
      else this.#roots.set(file, root);
    }
    if (known.length > 0) this.#events.onVerified(known);
    // All that ends within a second is compared at once: a flush for each file would be thousands.
    if (this.isAllWritten) void this.flush();
    else this.#flushSoon();
  }

  /** Makes all that is written durable, and tells whether it is; one after another, for each takes what the one before left. */
  flush(): Promise<boolean> {
    this.#nextFlush ??= this.#flushing
      .then(() => {
        this.#nextFlush = null;
        return this.#flushNow();
      })
      .then(
        () => true,
        (error) => {
          this.#events.onError(error);
          return false;
        },
      );
    this.#flushing = this.#nextFlush;
    return this.#nextFlush;
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
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
      this.#unsaved.push(...blocks);
    }
    await this.#ledger.save();
    const saved = this.#unsaved;
    this.#unsaved = [];
    if (saved.length > 0) this.#events.onDurable(runsOf(saved));
    await this.#verify(this.#wholeFiles());
  }

  /** When the disk refuses, what it did not take counts as not written, so that it is sent again. */
  async #flushSink(blocks: { file: number; block: number }[]): Promise<void> {
    try {
      await this.#sink.flush();
    } catch (error) {
      for (const { file, block } of blocks) if (this.written.get(file)!.clear(block)) this.#unwritten++;
      this.#events.onLost(blocks);
      throw error;
    }
  }

  /** All durable, their roots known. */
  #wholeFiles(): number[] {
    return [...this.#roots.keys()].filter((file) => this.#ledger.files.get(file)!.recorded.isFull);
  }

  async #verify(files: number[]): Promise<void> {
    if (files.length === 0) return;
    const agree = await Promise.all(files.map((file) => this.#agrees(file)));
    if (!agree.every(Boolean)) {
      this.#roots.clear();
      return this.#events.onRootWrong();
    }
    for (const file of files) {
      if (this.#ledger.files.get(file)!.blockCount === 0) await this.#sink.prepare(file);
      await this.#sink.finish(file);
    }
    await this.#ledger.markVerified(files);
    for (const file of files) this.#roots.delete(file);
    // Whoever is told that all is here may open it at once.
    if (this.isAllVerified) await this.#sink.close();
    this.#events.onVerified(files);
  }

  async #agrees(file: number): Promise<boolean> {
    return areEqual(await sha256(this.#ledger.files.get(file)!.hashes), this.#roots.get(file)!);
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
