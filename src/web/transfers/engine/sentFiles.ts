import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { BlockLedger, RecordedFile } from './blockLedger.ts';
import { areEqual, type Bytes } from './bytes.ts';
import type { FileRefusal, NeededFile } from './engineReport.ts';
import { refusalOf } from './fileCheck.ts';
import { FileGoneError, readBlocks } from './fileReader.ts';
import { sha256, type TransferSeals } from './sealing.ts';

export interface SentFile extends RecordedFile {
  sizeBytes: number;
  source: File | null;
  refused: FileRefusal | null;
  /** Refused for its date alone: the person may say that it is the one. */
  doubted: File | null;
  /** Sealed, once all hashes are known. */
  sealedRoot: Promise<string> | null;
}

interface SentFilesParts {
  manifest: Manifest;
  ledger: BlockLedger;
  seals: TransferSeals;
  /** Dates of files of which the person has said that they are the ones all the same. */
  trustedDates: readonly number[];
  /** Every block of it has arrived, or is on its way. */
  isGivenOut(index: number): boolean;
}

/** The files of a sender: which are at hand, what they hashed to, which the receiver has verified. */
export class SentFiles {
  readonly #parts: SentFilesParts;
  readonly #files: Map<number, SentFile>;

  constructor(parts: SentFilesParts) {
    this.#parts = parts;
    this.#files = new Map(
      [...parts.ledger.files].map(([index, record]) => [
        index,
        {
          ...record,
          sizeBytes: parts.manifest.files[index]!.sizeBytes,
          source: null,
          refused: null,
          doubted: null,
          sealedRoot: null,
        },
      ]),
    );
  }

  get(index: number): SentFile | undefined {
    return this.#files.get(index);
  }

  get all(): SentFile[] {
    return [...this.#files.values()];
  }

  /** Takes a file that the person has (again) chosen; null when it is not needed, or not what was offered. */
  async provide(index: number, source: File): Promise<SentFile | null> {
    const file = this.#files.get(index);
    if (!file || file.source) return null;
    // What is said while this one is looked into is not meant for the one before.
    file.doubted = null;
    const hashOf = (block: number) => this.#parts.ledger.hashOf(index, block);
    const record = { index, hashed: file.recorded, hashOf };
    const refusal = await refusalOf(source, this.#parts.manifest.files[index]!, record);
    file.refused = refusal === 'other_date' && this.#parts.trustedDates.includes(source.lastModified) ? null : refusal;
    file.doubted = file.refused === 'other_date' ? source : null;
    if (file.refused) return null;
    file.source = source;
    return file;
  }

  /** The person says that those with another date are the ones that were offered. */
  trustDoubted(): SentFile[] {
    const doubted = this.all.filter((file) => file.doubted);
    for (const file of doubted) [file.source, file.doubted, file.refused] = [file.doubted, null, null];
    return doubted;
  }

  /** It cannot be read on as it was offered. */
  refuse(file: SentFile, reason: FileRefusal): void {
    file.source = null;
    file.refused = reason;
  }

  /** False when a block that was hashed before has other content now. */
  enterHash(index: number, block: number, hash: Bytes): boolean {
    const file = this.#files.get(index)!;
    if (file.recorded.has(block)) return areEqual(this.#parts.ledger.hashOf(index, block), hash);
    this.#parts.ledger.record(index, block, hash);
    return true;
  }

  markVerified(files: SentFile[]): void {
    const news = files.filter(({ isVerified }) => !isVerified);
    if (news.length === 0) return;
    for (const file of news) file.isVerified = true;
    void this.#parts.ledger.markVerified(news.map(({ index }) => index)).catch(() => {});
  }

  get verifiedCount(): number {
    return this.all.filter(({ isVerified }) => isVerified).length;
  }

  get isAllVerified(): boolean {
    return this.all.every(({ isVerified }) => isVerified);
  }

  /** The receiver has forgotten what it did not tell to be durable. */
  forgetVerified(): void {
    for (const file of this.#files.values()) file.isVerified = false;
  }

  needed(): NeededFile[] {
    const needed = this.#unfinished.filter((file) => this.#isNeeded(file));
    return needed.map(({ index, refused }) => ({ index, refused }));
  }

  /** Nothing can go on without the person choosing a file. */
  get isStuck(): boolean {
    const unfinished = this.#unfinished;
    return unfinished.length > 0 && unfinished.every((file) => this.#isNeeded(file));
  }

  get #unfinished(): SentFile[] {
    return this.all.filter(({ isVerified }) => !isVerified);
  }

  /** Of one that is hashed and given out to its last block only the root is left to be told, and that takes no file. */
  #isNeeded({ index, source, recorded }: SentFile): boolean {
    return !source && !(recorded.isFull && this.#parts.isGivenOut(index));
  }

  /** The sealed root of a file; hashes that a lost record lacks are made again from it. */
  sealedRootOf(file: SentFile): Promise<string> {
    file.sealedRoot ??= this.#sealRoot(file);
    file.sealedRoot.catch(() => {
      file.sealedRoot = null;
    });
    return file.sealedRoot;
  }

  async #sealRoot(file: SentFile): Promise<string> {
    const { source } = file;
    for (let block = file.recorded.nextClear(0); block < file.blockCount; block = file.recorded.nextClear(block)) {
      if (!source) throw new FileGoneError('file_vanished');
      const [read] = await readBlocks(source, file.sizeBytes, [file.index, block, 1]);
      this.#parts.ledger.record(file.index, block, await sha256(read!.plain));
      read!.release();
    }
    return this.#parts.seals.sealRoot(file.index, await sha256(file.hashes));
  }
}
