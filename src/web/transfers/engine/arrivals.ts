import { type BlockRun, fitsFile } from '../../../shared/transfers/blocks.ts';
import { type ControlMessage, ROOTS_PER_MESSAGE } from '../../../shared/transfers/control.ts';
import type { Ladder } from '../../../shared/transfers/ladder/ladder.ts';
import type { ControlLines } from './controlLines.ts';
import { FileGoneError } from './fileReader.ts';
import type { SendConnection } from './sendConnection.ts';
import type { SendConnections } from './sendConnections.ts';
import type { SentFile, SentFiles } from './sentFiles.ts';

export interface ArrivalsParts {
  ladder: Ladder;
  files: SentFiles;
  connections: SendConnections;
  lines: ControlLines;
  /** The receiver asks for this block again. */
  onReasked(file: number, block: number): void;
  /** A file cannot be read as it was offered. */
  onFileGone(file: number, error: FileGoneError): void;
  /** A connection may carry frames now. */
  onReady(): void;
  /** The receiver has verified some of the files. */
  onVerified(): void;
  now(): number;
}

/** What the receiver says to the sender about its blocks and files: what it has, what it lacks, what it has verified. */
export class Arrivals {
  readonly #parts: ArrivalsParts;
  /** [T7] Acked, and not yet told to be on disk: the receiver's page may take them along when it dies. */
  readonly #fleeting = new Map<number, Set<number>>();
  /** Roots that are being sealed, and those that are sealed and not told. */
  #sealing = 0;
  readonly #sealed: [file: number, sealedRoot: string][] = [];

  constructor(parts: ArrivalsParts) {
    this.#parts = parts;
  }

  /** False when the message is not allowed. */
  receive(connection: SendConnection, message: ControlMessage): boolean {
    switch (message.t) {
      case 'ready':
        connection.allow(message.creditBytes);
        connection.movedAtMs = this.#parts.now();
        this.#parts.onReady();
        this.#tellAllEnds();
        return true;
      case 'ack':
        return this.#acked(connection, message) && this.#markFleeting(message.blocks);
      case 'have':
        return this.mark(message.blocks);
      case 'need':
        return this.#sendAgain(message.blocks);
      case 'verified':
        return this.#markVerified(message.files);
      default:
        return false;
    }
  }

  /** [T6] The receiver has forgotten what it did not tell to be durable. */
  startAnew(): void {
    this.#fleeting.clear();
    this.#parts.ladder.queue.forgetArrived();
    this.#parts.files.forgetVerified();
  }

  /** [T7] The receiver is gone: what it was not heard to have on disk is missing again, until it says that it has it. */
  receiverLeft(): void {
    for (const [file, blocks] of this.#fleeting)
      for (const block of blocks) this.#parts.ladder.queue.unmark(file, block);
    this.#fleeting.clear();
  }

  get hasFleeting(): boolean {
    return [...this.#fleeting.values()].some(({ size }) => size > 0);
  }

  /** The receiver has these blocks on disk; false when the files have no such blocks. */
  mark(runs: BlockRun[]): boolean {
    return this.#forEachBlock(runs, (file, block) => {
      this.#markArrived(file, block);
      this.#fleeting.get(file.index)?.delete(block);
    });
  }

  #markFleeting(runs: BlockRun[]): boolean {
    return this.#forEachBlock(runs, (file, block) => {
      if (!this.#markArrived(file, block)) return;
      const blocks = this.#fleeting.get(file.index) ?? new Set();
      this.#fleeting.set(file.index, blocks.add(block));
    });
  }

  /** True when that is news. */
  #markArrived(file: SentFile, block: number): boolean {
    const { ladder, connections } = this.#parts;
    const isNews = ladder.arrived(file.index, block);
    connections.settle(file.index, block);
    // What is durable was acked before: its end is told once.
    if (isNews && ladder.queue.isComplete(file.index)) this.tellEndIfSent(file);
    return isNews;
  }

  tellEndIfSent(file: SentFile): void {
    const { ladder, files, onFileGone } = this.#parts;
    const canBeSealed = file.source || file.recorded.isFull;
    if (file.isVerified || !ladder.queue.isComplete(file.index) || !canBeSealed) return;
    this.#sealing++;
    files
      .sealedRootOf(file)
      .then(
        (sealedRoot) => void this.#sealed.push([file.index, sealedRoot]),
        (error) => onFileGone(file.index, error instanceof FileGoneError ? error : new FileGoneError('file_changed')),
      )
      .finally(() => {
        this.#sealing--;
        this.#tellEnds();
      });
  }

  /** Of thousands of small files many end at once: that is one message. */
  #tellEnds(): void {
    while (this.#sealed.length >= ROOTS_PER_MESSAGE || (this.#sealing === 0 && this.#sealed.length > 0)) {
      this.#parts.lines.tell({ t: 'file-end', roots: this.#sealed.splice(0, ROOTS_PER_MESSAGE) });
    }
  }

  #acked(connection: SendConnection, { receivedBytes, creditBytes }: ControlMessage & { t: 'ack' }): boolean {
    const before = connection.ackedBytes;
    if (!connection.acked(receivedBytes, creditBytes, this.#parts.now())) return false;
    this.#parts.ladder.peersCarried(connection.ackedBytes - before);
    return true;
  }

  #tellAllEnds(): void {
    for (const file of this.#parts.files.all) this.tellEndIfSent(file);
  }

  #sendAgain(runs: BlockRun[]): boolean {
    const { ladder, connections, onReasked } = this.#parts;
    return this.#forEachBlock(runs, (file, block) => {
      onReasked(file.index, block);
      connections.settle(file.index, block);
      ladder.queue.unmark(file.index, block);
    });
  }

  #forEachBlock(runs: BlockRun[], act: (file: SentFile, block: number) => void): boolean {
    for (const run of runs) {
      const file = this.#parts.files.get(run[0]);
      if (!file || !fitsFile(run, file.blockCount)) return false;
      for (let block = run[1]; block < run[1] + run[2]; block++) act(file, block);
    }
    return true;
  }

  #markVerified(runs: [number, number][]): boolean {
    const { ladder, files, onVerified } = this.#parts;
    const verified: SentFile[] = [];
    for (const [first, count] of runs) {
      for (let index = first; index < first + count; index++) {
        const file = files.get(index);
        if (!file) return false;
        for (let block = 0; block < file.blockCount; block++) ladder.arrived(index, block);
        this.#fleeting.delete(index);
        verified.push(file);
      }
    }
    files.markVerified(verified);
    onVerified();
    return true;
  }
}
