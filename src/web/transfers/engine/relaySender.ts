import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import type { Ladder } from '../../../shared/transfers/ladder/ladder.ts';
import type { Segment } from '../../../shared/transfers/ladder/segmentPlan.ts';
import type { NewSegment } from '../../../shared/transfers/relay.ts';
import type { Bytes } from './bytes.ts';
import { FileGoneError, readBlocks } from './fileReader.ts';
import { type GivenUp, RelayUpload, type RelayUploadParts } from './relayUpload.ts';
import type { TransferSeals } from './sealing.ts';
import { SegmentSource } from './segmentSource.ts';
import type { SentFiles } from './sentFiles.ts';

export interface RelaySenderParts {
  /** Whose the segments are. */
  sealedAs: string;
  ladder: Ladder;
  files: SentFiles;
  seals: TransferSeals;
  /** This browser's access has ended: asks for a new one. */
  renewSession(): Promise<void>;
  /** The relay refuses more, and why. */
  onRefused(code: string): void;
  onFileGone(file: number, error: FileGoneError): void;
  /** A segment lies there whole, or its blocks are missing again. */
  onChange(): void;
  now(): number;
}

/** Brings segments to the relay, several at once, as the ladder decides. */
export class RelaySender {
  readonly #parts: RelaySenderParts;
  readonly #newUpload: (of: RelayUploadParts) => RelayUpload;
  readonly #uploads = new Map<string, RelayUpload>();
  #count = 0;
  #isHeld = false;
  #isStopped = false;

  constructor(parts: RelaySenderParts, newUpload = (of: RelayUploadParts) => new RelayUpload(of)) {
    this.#parts = parts;
    this.#newUpload = newUpload;
  }

  /** Begins uploads until so many run; those that run already go on. */
  keep(count: number): void {
    this.#count = count;
    if (this.#isHeld) return;
    for (const upload of this.#uploads.values()) upload.restartIfHung();
    this.#fill();
  }

  /** Uploads stop where they are, and go on from there. */
  hold(isHeld: boolean): void {
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    for (const upload of this.#uploads.values()) {
      if (isHeld) upload.stop();
      else upload.goOn();
    }
  }

  #fill(): void {
    while (!this.#isStopped && !this.#isHeld && this.#uploads.size < this.#count) {
      const segment = this.#parts.ladder.nextSegment();
      if (!segment) return;
      this.#begin(segment);
    }
  }

  /** Peers carry this one instead. */
  abandon(segmentId: string): void {
    const upload = this.#uploads.get(segmentId);
    if (!upload) return;
    this.#uploads.delete(segmentId);
    this.#parts.ladder.segments.dropped(segmentId);
    void upload.end(true);
  }

  /** Ends all; what was begun is deleted at the relay when nobody will go on with it. */
  async stop(isDeleting: boolean): Promise<void> {
    this.#isStopped = true;
    const uploads = [...this.#uploads.values()];
    this.#uploads.clear();
    await Promise.all(uploads.map((upload) => upload.end(isDeleting)));
  }

  #begin({ segmentId, run }: Segment): void {
    const { ladder, sealedAs, renewSession, now } = this.#parts;
    const [file, firstBlock, blockCount] = run;
    const { sizeBytes } = this.#parts.files.get(file)!;
    const source = new SegmentSource({ run, sizeBytes, seal: (blocks, targets) => this.#seal(blocks, targets) });
    const segment = { segmentId, transferId: sealedAs, file, firstBlock, blockCount } as NewSegment;
    const isMine = () => this.#uploads.get(segmentId) === upload;
    const upload: RelayUpload = this.#newUpload({
      segment,
      source,
      renewSession,
      now,
      onProgress: (sentBytes) => ladder.relayTook(segmentId, sentBytes),
      onDone: () => {
        if (!isMine()) return;
        this.#uploads.delete(segmentId);
        ladder.uploaded(segmentId, now());
        // Until the next look at things its connection would lie idle.
        this.#fill();
        this.#parts.onChange();
      },
      onGivenUp: (why) => isMine() && this.#givenUp(segmentId, file, why),
    });
    this.#uploads.set(segmentId, upload);
  }

  #givenUp(segmentId: string, file: number, why: GivenUp): void {
    void this.#uploads.get(segmentId)?.end(true);
    this.#uploads.delete(segmentId);
    this.#parts.ladder.uploadFailed(segmentId, this.#parts.now());
    if ('gone' in why) this.#parts.onFileGone(file, why.gone);
    else if (why.code) this.#parts.onRefused(why.code);
    this.#parts.onChange();
  }

  async #seal(run: BlockRun, targets: Bytes[]): Promise<void> {
    const { files, seals } = this.#parts;
    const { source, sizeBytes, blockCount } = files.get(run[0])!;
    if (!source) throw new FileGoneError('file_vanished');
    const blocks = await readBlocks(source, sizeBytes, run);
    const seal = async (target: Bytes, n: number) => {
      const { file, block, plain, release } = blocks[n]!;
      const { hash } = await seals.sealBlock({ file, block, blockCount }, plain, target);
      release();
      if (!files.enterHash(file, block, hash)) throw new FileGoneError('file_changed');
    };
    await Promise.all(targets.map(seal));
  }
}
