import { BlockQueue, type BlockRun, fitsFile } from '../../../shared/transfers/blocks.ts';
import { type CountPolicy, nextCount, startCountPolicy } from '../../../shared/transfers/connectionCount.ts';
import type { ControlMessage } from '../../../shared/transfers/control.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import type { BlockLedger, RecordedFile } from './blockLedger.ts';
import { BlockMapLayout } from './blockMap.ts';
import { areEqual, type Bytes } from './bytes.ts';
import type { EngineReport, NeededFile, SessionEnd } from './engineReport.ts';
import { isSameFile } from './fileCheck.ts';
import { FileGoneError, readBlocks } from './fileReader.ts';
import { PeerTalk } from './peerTalk.ts';
import { ProgressMeter } from './progressMeter.ts';
import { sha256, type TransferSeals } from './sealing.ts';
import { SendConnection } from './sendConnection.ts';
import { SendPipeline } from './sendPipeline.ts';
import type { EngineChannels } from './workerScope.ts';

const SILENCE_MS = 10_000;
const SAVE_MS = 1000;

export interface SendEngineParts {
  transferId: string;
  manifest: Manifest;
  chosenFiles: number[];
  seals: TransferSeals;
  ledger: BlockLedger;
  mostConnections: number;
  onEnded(end: SessionEnd): void;
  /** Something a person should see at once. */
  onChange(): void;
  now(): number;
}

interface SentFile extends RecordedFile {
  source: File | null;
  refused: NeededFile['refused'];
  /** Sealed, once all hashes are known. */
  sealedRoot: Promise<string> | null;
}

/** The sender's side: gives out missing blocks to the connections that have room, until the receiver has verified all. */
export class SendEngine {
  readonly #parts: SendEngineParts;
  readonly #talk: PeerTalk;
  readonly #queue: BlockQueue;
  readonly #pipeline: SendPipeline;
  readonly #files: Map<number, SentFile>;
  readonly #connections = new Map<number, SendConnection>();
  readonly #maxMessageBytes = new Map<number, number>();
  readonly #map: BlockMapLayout;
  readonly #meter: ProgressMeter;
  #policy: CountPolicy;
  #ackedBytes = 0;
  #savedAtMs = 0;

  constructor(parts: SendEngineParts) {
    this.#parts = parts;
    this.#files = new Map(
      [...parts.ledger.files].map(([index, record]) => [
        index,
        { ...record, source: null, refused: null, sealedRoot: null },
      ]),
    );
    const sizes = parts.chosenFiles.map((index) => ({ index, sizeBytes: parts.manifest.files[index]!.sizeBytes }));
    this.#queue = new BlockQueue(sizes);
    this.#map = new BlockMapLayout([...this.#files.values()]);
    this.#meter = new ProgressMeter(parts.manifest, parts.chosenFiles);
    this.#policy = startCountPolicy(parts.now());
    this.#pipeline = new SendPipeline({
      queue: this.#queue,
      seals: parts.seals,
      sourceOf: (file) => this.#files.get(file)!.source!,
      blockCountOf: (file) => this.#files.get(file)!.blockCount,
      onHashed: (file, block, hash) => this.#enterHash(file, block, hash),
      onReady: () => this.pump(),
      onFileGone: (_file, { reason }) => this.#talk.end(reason),
    });
    this.#talk = new PeerTalk({
      transferId: parts.transferId,
      role: 'sender',
      onMessage: (connId, message) => this.#receive(connId, message),
      onHello: (_connId, isNewEpoch) => {
        if (isNewEpoch) this.#startAnew();
        parts.onChange();
      },
      onPauseChange: () => {
        this.pump();
        parts.onChange();
      },
      onEnded: (end) => {
        this.#pipeline.stop();
        parts.onEnded(end);
      },
    });
    this.#noticeMissingFiles();
  }

  /** Files that the person has (again) chosen; one that is not what was offered is refused. */
  async provide(files: [index: number, file: File][]): Promise<void> {
    for (const [index, source] of files) {
      const file = this.#files.get(index);
      if (!file || file.source) continue;
      const offered = this.#parts.manifest.files[index]!;
      const hashed = {
        index,
        hashed: file.recorded,
        hashOf: (block: number) => this.#parts.ledger.hashOf(index, block),
      };
      const isSame = await isSameFile(source, offered, hashed).catch(() => false);
      file.refused = isSame ? null : 'file_changed';
      if (!isSame) continue;
      file.source = source;
      this.#queue.setReadable(index, true);
      this.#tellEndIfSent(file);
    }
    this.#noticeMissingFiles();
    this.pump();
  }

  addConnection(connId: number, channels: EngineChannels): void {
    const onClose = () => this.removeConnection(connId);
    const data = channels.data({
      onOpen: () => {},
      onMessage: () => this.#talk.end('bad_data'),
      onLow: () => this.pump(),
      onClose,
    });
    const connection = new SendConnection(connId, data, this.#parts.now(), (sealed) => this.#pipeline.release(sealed));
    const maxMessageBytes = this.#maxMessageBytes.get(connId);
    if (maxMessageBytes) connection.maxMessageBytes = maxMessageBytes;
    this.#connections.set(connId, connection);
    const control = channels.control({
      onOpen: () => {
        connection.openedAtMs = connection.movedAtMs = this.#parts.now();
        this.#talk.sayHello(connId);
      },
      onMessage: (message) => this.#talk.receive(connId, message),
      onLow: () => {},
      onClose,
    });
    this.#talk.add(connId, control);
  }

  setMaxMessageBytes(connId: number, bytes: number): void {
    this.#maxMessageBytes.set(connId, bytes);
    const connection = this.#connections.get(connId);
    if (connection) connection.maxMessageBytes = bytes;
  }

  removeConnection(connId: number): void {
    const connection = this.#connections.get(connId);
    if (!connection) return;
    this.#connections.delete(connId);
    for (const { file, block } of connection.giveBack()) this.#queue.putBack(file, block);
    this.#talk.remove(connId);
    this.pump();
  }

  pause(): void {
    this.#talk.setAsked(true);
  }

  resume(): void {
    this.#talk.setAsked(false);
  }

  cancel(reason: EndReason): void {
    this.#talk.end(reason);
  }

  async close(): Promise<void> {
    this.#pipeline.stop();
    await Promise.all([this.#talk.close(), this.#parts.ledger.save()]);
    this.#parts.ledger.close();
  }

  /** Gives blocks to connections as long as any has room; called by every event that may have made some. */
  pump(): void {
    if (this.#talk.isOver || this.#talk.isPaused) return;
    this.#pipeline.fill();
    const nowMs = this.#parts.now();
    for (const connection of this.#connections.values()) {
      connection.push(nowMs);
      while (connection.wantsBlock) {
        const block = this.#pipeline.next();
        if (!block) break;
        connection.carry(block, nowMs);
      }
    }
    this.#pipeline.fill();
  }

  /** A few times a second: how many connections, is anything stuck, is the record saved. */
  tick(nowMs: number): { count: number; isStalled: boolean } {
    if (nowMs - this.#savedAtMs > SAVE_MS) {
      this.#savedAtMs = nowMs;
      void this.#parts.ledger.save().catch(() => {});
    }
    const ready = [...this.#connections.values()].filter(({ isReady }) => isReady);
    const isMoving = ready.some(({ hasUnacked }) => hasUnacked) && !this.#talk.isPaused && !this.#talk.isOver;
    const liveCount = ready.length;
    const maxCount = this.#parts.mostConnections;
    this.#policy = nextCount(this.#policy, { nowMs, ackedBytes: this.#ackedBytes, liveCount, isMoving, maxCount });
    return { count: this.#policy.count, isStalled: this.#isStalled(nowMs) };
  }

  report(nowMs: number): EngineReport {
    const arrived = new Map([...this.#files.keys()].map((file) => [file, this.#queue.arrivedOf(file)]));
    return {
      isHandshaken: this.#talk.isHandshaken,
      liveConnections: this.#connections.size,
      pausedBySelf: this.#talk.pausedBySelf,
      pausedByPeer: this.#talk.pausedByPeer,
      neededFiles: this.#neededFiles(),
      blockMap: this.#map.draw(arrived),
      ...this.#meter.measure(arrived, (file) => this.#files.get(file)!.isVerified, nowMs),
      ended: this.#talk.ended,
      isCompleted: this.#talk.isCompleted,
    };
  }

  #receive(connId: number, message: ControlMessage): boolean {
    const connection = this.#connections.get(connId);
    if (!connection) return true;
    switch (message.t) {
      case 'ready':
        connection.allow(message.creditBytes);
        connection.movedAtMs = this.#parts.now();
        this.#tellAllEnds();
        break;
      case 'ack':
        if (!connection.acked(message.receivedBytes, message.creditBytes, this.#parts.now())) return false;
        if (!this.#markArrived(message.blocks)) return false;
        break;
      case 'have':
        if (!this.#markArrived(message.blocks)) return false;
        break;
      case 'need':
        if (!this.#sendAgain(message.blocks)) return false;
        break;
      case 'verified':
        if (!this.#markVerified(message.files)) return false;
        break;
      default:
        return false;
    }
    this.pump();
    return true;
  }

  /** [T6] The receiver has forgotten what it did not tell to be durable. */
  #startAnew(): void {
    this.#queue.forgetArrived();
    for (const file of this.#files.values()) file.isVerified = false;
  }

  #markArrived(runs: BlockRun[]): boolean {
    return this.#forEachBlock(runs, (file, block) => {
      if (this.#queue.markArrived(file.index, block)) this.#ackedBytes += 256 * 1024;
      for (const connection of this.#connections.values()) connection.settle(file.index, block);
      if (this.#queue.isComplete(file.index)) this.#tellEndIfSent(file);
    });
  }

  #sendAgain(runs: BlockRun[]): boolean {
    return this.#forEachBlock(runs, (file, block) => {
      this.#map.reask(file.index, block);
      for (const connection of this.#connections.values()) connection.settle(file.index, block);
      this.#queue.unmark(file.index, block);
    });
  }

  #forEachBlock(runs: BlockRun[], act: (file: SentFile, block: number) => void): boolean {
    for (const run of runs) {
      const file = this.#files.get(run[0]);
      if (!file || !fitsFile(run, file.blockCount)) return false;
      for (let block = run[1]; block < run[1] + run[2]; block++) act(file, block);
    }
    return true;
  }

  #markVerified(runs: [number, number][]): boolean {
    for (const [first, count] of runs) {
      for (let index = first; index < first + count; index++) {
        const file = this.#files.get(index);
        if (!file) return false;
        file.isVerified = true;
        for (let block = 0; block < file.blockCount; block++) this.#queue.markArrived(index, block);
        void this.#parts.ledger.markVerified(index).catch(() => {});
      }
    }
    this.#noticeMissingFiles();
    if (![...this.#files.values()].every(({ isVerified }) => isVerified)) return true;
    this.#talk.complete();
    this.#pipeline.stop();
    this.#parts.onChange();
    return true;
  }

  /** False when a block that was hashed before has other content now. */
  #enterHash(file: number, block: number, hash: Bytes): boolean {
    const record = this.#files.get(file)!;
    if (record.recorded.has(block)) return areEqual(this.#parts.ledger.hashOf(file, block), hash);
    this.#parts.ledger.record(file, block, hash);
    return true;
  }

  #tellAllEnds(): void {
    for (const file of this.#files.values()) this.#tellEndIfSent(file);
  }

  #tellEndIfSent(file: SentFile): void {
    if (file.isVerified || !this.#queue.isComplete(file.index) || !file.source) return;
    file.sealedRoot ??= this.#sealRoot(file, file.source);
    file.sealedRoot.then(
      (sealedRoot) => this.#talk.tell({ t: 'file-end', file: file.index, sealedRoot }),
      (error) => {
        file.sealedRoot = null;
        this.#talk.end(error instanceof FileGoneError ? error.reason : 'file_changed');
      },
    );
  }

  /** Hashes that a lost record lacks are made again from the file. */
  async #sealRoot(file: SentFile, source: File): Promise<string> {
    for (let block = file.recorded.nextClear(0); block < file.blockCount; block = file.recorded.nextClear(block)) {
      const [read] = await readBlocks(source, [file.index, block, 1]);
      this.#parts.ledger.record(file.index, block, await sha256(read!.plain));
    }
    return this.#parts.seals.sealRoot(file.index, await sha256(file.hashes));
  }

  #neededFiles(): NeededFile[] {
    const needed = [...this.#files.values()].filter(({ source, isVerified }) => !source && !isVerified);
    return needed.map(({ index, refused }) => ({ index, refused }));
  }

  /** The other side is told when nothing can go on without the person choosing a file. */
  #noticeMissingFiles(): void {
    const unfinished = [...this.#files.values()].filter(({ isVerified }) => !isVerified);
    const isStuck = unfinished.length > 0 && unfinished.every(({ source }) => !source);
    this.#talk.setObstacle(isStuck ? 'needs_file' : null);
  }

  #isStalled(nowMs: number): boolean {
    if (this.#talk.isOver) return false;
    const connections = [...this.#connections.values()];
    for (const connection of connections) {
      // A pause, or nothing to send, is no silence.
      if (connection.isReady && (this.#talk.isPaused || !connection.hasUnacked)) connection.movedAtMs = nowMs;
    }
    const silent = connections.filter(({ movedAtMs }) => nowMs - movedAtMs > SILENCE_MS);
    if (connections.length === 0 || silent.length === 0) return false;
    if (silent.length === connections.length) return true;
    // Others carry on: what this one holds leaves over them.
    for (const connection of silent) {
      for (const { file, block } of connection.giveBack()) this.#queue.putBack(file, block);
      connection.movedAtMs = nowMs;
    }
    return false;
  }
}
