import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { blockCountOf } from '../../../shared/transfers/blocks.ts';
import type { Bytes } from './bytes.ts';
import { allOf, type BlockPage, type LedgerDb, type LedgerEntry, type LedgerId } from './ledgerDb.ts';
import { HASH_BYTES } from './sealing.ts';

const BLOCKS_PER_PAGE = 512;

/** What is on record of one file: which blocks, and their hashes. */
export interface RecordedFile {
  index: number;
  blockCount: number;
  recorded: Bitmap;
  hashes: Bytes;
  isVerified: boolean;
}

/** The pages of one transfer, for the worker that runs it. */
export class BlockLedger {
  readonly #db: LedgerDb;
  readonly #entry: LedgerEntry;
  readonly files: Map<number, RecordedFile>;
  readonly #dirty = new Set<string>();
  #unverified: number;

  private constructor(db: LedgerDb, entry: LedgerEntry, files: Map<number, RecordedFile>) {
    this.#db = db;
    this.#entry = entry;
    this.files = files;
    this.#unverified = [...files.values()].filter(({ isVerified }) => !isVerified).length;
  }

  /** Takes up what is on record, or begins a new record; one that sends the same files knows their hashes already. */
  static async open(db: LedgerDb, wanted: LedgerEntry, hashesFrom?: LedgerId): Promise<BlockLedger> {
    const { ledgerId } = wanted;
    const known = await db.get('entries', ledgerId);
    const entry = known ? { ...known, chosenFiles: wanted.chosenFiles, expiresAt: wanted.expiresAt } : wanted;
    await db.put('entries', entry);
    const files = new Map(entry.chosenFiles.map((index) => [index, emptyFile(index, entry)]));
    for (const known of hashesFrom ? [hashesFrom, ledgerId] : [ledgerId]) {
      for (const page of await db.getAll('pages', allOf(known))) fill(files.get(page.file), page);
    }
    for (const { file } of await db.getAll('verified', allOf(ledgerId))) {
      const record = files.get(file);
      if (record) record.isVerified = true;
    }
    return new BlockLedger(db, entry, files);
  }

  get sink() {
    return this.#entry.sink;
  }

  /** Enters a block in memory; `save` makes it last. */
  record(file: number, block: number, hash: Uint8Array): void {
    const record = this.files.get(file)!;
    record.hashes.set(hash, block * HASH_BYTES);
    record.recorded.set(block);
    this.#dirty.add(`${file}/${Math.floor(block / BLOCKS_PER_PAGE)}`);
  }

  hashOf(file: number, block: number): Bytes {
    return this.files.get(file)!.hashes.subarray(block * HASH_BYTES, (block + 1) * HASH_BYTES);
  }

  /** Writes bits and hashes of all changed pages in one transaction. */
  async save(): Promise<void> {
    const changed = [...this.#dirty];
    this.#dirty.clear();
    if (changed.length === 0) return;
    try {
      // A database that was closed meanwhile refuses here already.
      const transaction = this.#db.transaction('pages', 'readwrite');
      for (const key of changed) {
        const [file, page] = key.split('/').map(Number) as [number, number];
        void transaction.store.put(this.#pageOf(file, page)).catch(() => {});
      }
      await transaction.done;
    } catch (error) {
      for (const key of changed) this.#dirty.add(key);
      throw error;
    }
  }

  get verifiedCount(): number {
    return this.files.size - this.#unverified;
  }

  get isAllVerified(): boolean {
    return this.#unverified === 0;
  }

  /** Enters that these files are whole, all in one transaction; and, with the last of them, that nothing is left to do. */
  async markVerified(files: readonly number[]): Promise<void> {
    const { ledgerId } = this.#entry;
    const news = files.map((file) => this.files.get(file)!).filter(({ isVerified }) => !isVerified);
    const transaction = this.#db.transaction(['verified', 'entries'], 'readwrite');
    for (const file of files)
      void transaction
        .objectStore('verified')
        .put({ ledgerId, file })
        .catch(() => {});
    if (news.length === this.#unverified) {
      void transaction
        .objectStore('entries')
        .put({ ...this.#entry, isFinished: true })
        .catch(() => {});
    }
    await transaction.done;
    for (const record of news) record.isVerified = true;
    this.#unverified -= news.length;
  }

  close(): void {
    this.#db.close();
  }

  #pageOf(file: number, page: number): BlockPage {
    const { recorded, hashes } = this.files.get(file)!;
    const first = page * BLOCKS_PER_PAGE;
    return {
      ledgerId: this.#entry.ledgerId,
      file,
      page,
      have: recorded.bytes.slice(first / 8, (first + BLOCKS_PER_PAGE) / 8),
      hashes: hashes.slice(first * HASH_BYTES, (first + BLOCKS_PER_PAGE) * HASH_BYTES),
    };
  }
}

function emptyFile(index: number, entry: LedgerEntry): RecordedFile {
  const blockCount = blockCountOf(entry.manifest.files[index]!.sizeBytes);
  return {
    index,
    blockCount,
    recorded: new Bitmap(blockCount),
    hashes: new Uint8Array(blockCount * HASH_BYTES),
    isVerified: false,
  };
}

function fill(file: RecordedFile | undefined, { page, have, hashes }: BlockPage): void {
  if (!file) return;
  const first = page * BLOCKS_PER_PAGE;
  const count = Math.min(BLOCKS_PER_PAGE, file.blockCount - first);
  file.hashes.set(hashes.subarray(0, count * HASH_BYTES), first * HASH_BYTES);
  const bits = new Bitmap(count, have);
  for (const [from, length] of bits.runs()) for (let n = 0; n < length; n++) file.recorded.set(first + from + n);
}
