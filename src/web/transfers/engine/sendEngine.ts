import { uuidv7 } from 'uuidv7';
import { type BlockQueue, type BlockRun, fitsFile } from '../../../shared/transfers/blocks.ts';
import type { ControlMessage } from '../../../shared/transfers/control.ts';
import { type Decision, Ladder } from '../../../shared/transfers/ladder/ladder.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import type { BlockLedger } from './blockLedger.ts';
import { BlockMapLayout } from './blockMap.ts';
import type { EngineReport, SessionEnd } from './engineReport.ts';
import { FileGoneError } from './fileReader.ts';
import { PeerTalk } from './peerTalk.ts';
import { ProgressMeter } from './progressMeter.ts';
import { RelayDuty } from './relayDuty.ts';
import type { RelayLine, RelayNews } from './relayLine.ts';
import type { TransferSeals } from './sealing.ts';
import { SendConnections } from './sendConnections.ts';
import { SendPipeline } from './sendPipeline.ts';
import { type SentFile, SentFiles } from './sentFiles.ts';
import type { EngineChannels, Surroundings } from './workerScope.ts';

const SAVE_MS = 1000;

export interface SendEngineParts {
  transferId: string;
  manifest: Manifest;
  chosenFiles: number[];
  seals: TransferSeals;
  ledger: BlockLedger;
  mostConnections: number;
  relay: RelayLine;
  onEnded(end: SessionEnd): void;
  /** Something a person should see at once. */
  onChange(): void;
  now(): number;
}

/** The sender's side: gives out missing blocks to the connections that have room, until the receiver has verified all. */
export class SendEngine {
  readonly #parts: SendEngineParts;
  readonly #talk: PeerTalk;
  readonly #ladder: Ladder;
  readonly #queue: BlockQueue;
  readonly #relay: RelayDuty;
  readonly #pipeline: SendPipeline;
  readonly #files: SentFiles;
  readonly #connections: SendConnections;
  readonly #map: BlockMapLayout;
  readonly #meter: ProgressMeter;
  #surroundings: Surroundings = { isPeerPresent: false, mayRelay: true, isLeft: false };
  #savedAtMs = 0;

  constructor(parts: SendEngineParts) {
    this.#parts = parts;
    this.#files = new SentFiles(parts);
    const sizes = parts.chosenFiles.map((index) => ({ index, sizeBytes: parts.manifest.files[index]!.sizeBytes }));
    this.#ladder = new Ladder(sizes, parts.now(), () => uuidv7());
    this.#queue = this.#ladder.queue;
    this.#connections = new SendConnections(this.#queue);
    this.#map = new BlockMapLayout(this.#files.all);
    this.#meter = new ProgressMeter(parts.manifest, parts.chosenFiles);
    this.#pipeline = new SendPipeline({
      queue: this.#queue,
      seals: parts.seals,
      sourceOf: (file) => this.#files.get(file)!.source!,
      blockCountOf: (file) => this.#files.get(file)!.blockCount,
      onHashed: (file, block, hash) => this.#files.enterHash(file, block, hash),
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
    this.#relay = new RelayDuty({
      ...parts,
      ladder: this.#ladder,
      files: this.#files,
      isHandshaken: () => this.#talk.isHandshaken,
      onFileGone: (reason) => this.#talk.end(reason),
      onArrived: (runs) => this.#markArrived(runs, false),
      onPeerEpoch: (epoch) => this.#talk.noteEpoch(epoch) && this.#startAnew(),
      onReasked: (file, block) => this.#map.reask(file, block),
      onChange: () => this.pump(),
    });
    this.#noticeMissingFiles();
  }

  /** What only the page can know of. */
  setSurroundings(surroundings: Surroundings): void {
    this.#surroundings = surroundings;
  }

  heardOfRelay(news: RelayNews): void {
    this.#relay.heard(news);
    this.pump();
  }

  /** Files that the person has (again) chosen; one that is not what was offered is refused. */
  async provide(given: [index: number, file: File][]): Promise<void> {
    for (const [index, source] of given) {
      const file = await this.#files.provide(index, source);
      if (!file) continue;
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
    const connection = this.#connections.add(connId, data, this.#parts.now(), (sealed) =>
      this.#pipeline.release(sealed),
    );
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
    this.#connections.setMaxMessageBytes(connId, bytes);
  }

  removeConnection(connId: number): void {
    if (!this.#connections.remove(connId)) return;
    this.#talk.remove(connId);
    if (this.#connections.ready.length === 0) this.#pipeline.mayTake(false);
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
    await Promise.all([this.#talk.close(), this.#parts.ledger.save(), this.#relay.close()]);
    this.#parts.ledger.close();
  }

  /** Gives blocks to connections as long as any has room; called by every event that may have made some. */
  pump(): void {
    if (this.#talk.isOver || this.#talk.isPaused || this.#connections.ready.length === 0) return;
    this.#pipeline.fill();
    const nowMs = this.#parts.now();
    for (const connection of this.#connections) {
      connection.push(nowMs);
      while (connection.wantsBlock) {
        const block = this.#pipeline.next();
        if (!block) break;
        connection.carry(block, nowMs);
      }
    }
    this.#pipeline.fill();
  }

  /** A few times a second: which paths, is anything stuck, is the record saved. */
  tick(nowMs: number): { count: number; isStalled: boolean } {
    if (nowMs - this.#savedAtMs > SAVE_MS) {
      this.#savedAtMs = nowMs;
      void this.#parts.ledger.save().catch(() => {});
    }
    const decision = this.#decide(nowMs);
    this.#pipeline.mayTake(decision.mayPeersTake);
    this.#relay.follow(decision, nowMs);
    const isStalled = !this.#talk.isOver && this.#connections.areStalled(nowMs, this.#talk.isPaused);
    return { count: decision.connections, isStalled };
  }

  #decide(nowMs: number): Decision {
    const { ready } = this.#connections;
    const { isPeerPresent, mayRelay, isLeft } = this.#surroundings;
    return this.#ladder.decide({
      nowMs,
      isPaused: this.#talk.isPaused || this.#talk.isOver,
      isPeerPresent,
      readyConnections: ready.length,
      hasUnacked: this.#pipeline.isHolding || ready.some(({ hasUnacked }) => hasUnacked),
      isRelayAllowed: mayRelay && this.#relay.isOpen,
      isLeft,
      mostConnections: this.#parts.mostConnections,
    });
  }

  report(nowMs: number): EngineReport {
    const arrived = new Map(this.#files.all.map(({ index }) => [index, this.#queue.arrivedOf(index)]));
    return {
      isHandshaken: this.#talk.isHandshaken,
      relay: this.#relay.report(nowMs),
      duplicateBytes: 0,
      liveConnections: this.#connections.size,
      pausedBySelf: this.#talk.pausedBySelf,
      pausedByPeer: this.#talk.pausedByPeer,
      neededFiles: this.#files.needed(),
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
        this.#pipeline.mayTake(true);
        this.#tellAllEnds();
        break;
      case 'ack':
        if (!connection.acked(message.receivedBytes, message.creditBytes, this.#parts.now())) return false;
        if (!this.#markArrived(message.blocks, true)) return false;
        break;
      case 'have':
        if (!this.#markArrived(message.blocks, false)) return false;
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
    this.#files.forgetVerified();
  }

  #markArrived(runs: BlockRun[], isByPeers: boolean): boolean {
    return this.#forEachBlock(runs, (file, block) => {
      this.#ladder.arrived(file.index, block, isByPeers);
      this.#connections.settle(file.index, block);
      if (this.#queue.isComplete(file.index)) this.#tellEndIfSent(file);
    });
  }

  #sendAgain(runs: BlockRun[]): boolean {
    return this.#forEachBlock(runs, (file, block) => {
      this.#map.reask(file.index, block);
      this.#connections.settle(file.index, block);
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
        for (let block = 0; block < file.blockCount; block++) this.#queue.markArrived(index, block);
        this.#files.markVerified(file);
      }
    }
    this.#noticeMissingFiles();
    if (!this.#files.isAllVerified) return true;
    this.#talk.complete();
    this.#pipeline.stop();
    void this.#relay.close();
    this.#parts.onChange();
    return true;
  }

  #tellAllEnds(): void {
    for (const file of this.#files.all) this.#tellEndIfSent(file);
  }

  #tellEndIfSent(file: SentFile): void {
    if (file.isVerified || !this.#queue.isComplete(file.index) || !file.source) return;
    this.#files.sealedRootOf(file, file.source).then(
      (sealedRoot) => this.#talk.tell({ t: 'file-end', file: file.index, sealedRoot }),
      (error) => this.#talk.end(error instanceof FileGoneError ? error.reason : 'file_changed'),
    );
  }

  /** The other side is told when nothing can go on without the person choosing a file. */
  #noticeMissingFiles(): void {
    this.#talk.setObstacle(this.#files.isStuck ? 'needs_file' : null);
  }
}
