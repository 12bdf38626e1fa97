import { type BlockRun, blockCountOf, blockLength } from '../../../shared/transfers/blocks.ts';
import { type ControlMessage, inMessages } from '../../../shared/transfers/control.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { SEALED_BLOCK_BYTES } from '../../../shared/transfers/relay.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import { SEAL_OVERHEAD_BYTES } from '../../../shared/transfers/transferRules.ts';
import type { BlockLedger } from './blockLedger.ts';
import { BlockMapLayout } from './blockMap.ts';
import { BlockStore } from './blockStore.ts';
import { BufferPool } from './bufferPool.ts';
import type { Bytes } from './bytes.ts';
import { discard } from './discard.ts';
import type { EngineReport, SessionEnd } from './engineReport.ts';
import { PeerTalk } from './peerTalk.ts';
import { ProgressMeter } from './progressMeter.ts';
import type { ReceiveConnection, SealedBlock } from './receiveConnection.ts';
import { ReceiveConnections } from './receiveConnections.ts';
import { ReceivePipeline } from './receivePipeline.ts';
import { RelayIntake } from './relayIntake.ts';
import type { RelayLine, RelayNews } from './relayLine.ts';
import type { TransferSeals } from './sealing.ts';
import { type BlockSink, DiskFullError } from './sink.ts';
import type { EngineChannels, Surroundings } from './workerScope.ts';

const MOST_POOLED = 16;
const SILENCE_MS = 20_000;

export interface ReceiveEngineParts {
  transferId: string;
  manifest: Manifest;
  chosenFiles: number[];
  seals: TransferSeals;
  ledger: BlockLedger;
  sink: BlockSink;
  relay: RelayLine;
  visit: { headers: Record<string, string> } | null;
  onEnded(end: SessionEnd): void;
  /** Something a person should see at once. */
  onChange(): void;
  now(): number;
}

/** The receiver's side: takes blocks from any connection, opens, checks and stores them, and says what it has. */
export class ReceiveEngine {
  readonly #parts: ReceiveEngineParts;
  readonly #talk: PeerTalk;
  readonly #connections: ReceiveConnections;
  readonly #map: BlockMapLayout;
  readonly #meter: ProgressMeter;
  #store!: BlockStore;
  #pipeline!: ReceivePipeline;
  #relay!: RelayIntake;
  readonly #pool = new BufferPool(SEALED_BLOCK_BYTES, MOST_POOLED);
  #silentSinceMs = 0;
  /** Came damaged out of the relay: asked of every peer, until one sends it. */
  readonly #damaged: BlockRun[] = [];

  private constructor(parts: ReceiveEngineParts) {
    this.#parts = parts;
    this.#map = new BlockMapLayout(
      parts.chosenFiles.map((index) => ({ index, blockCount: blockCountOf(this.#sizeOf(index)) })),
    );
    this.#meter = new ProgressMeter(parts.manifest, parts.chosenFiles);
    this.#talk = new PeerTalk({
      transferId: parts.transferId,
      role: 'receiver',
      onMessage: (_connId, message) => this.#receive(message),
      onHello: (connId) => this.#tellAllIHave(connId),
      onPauseChange: () => {
        this.#heardSomething();
        if (this.#talk.pausedBySelf !== null) this.#relay.hold();
        parts.onChange();
      },
      onEnded: parts.onEnded,
      now: parts.now,
    });
    this.#connections = new ReceiveConnections({
      expected: { sealedLength: this.#sealedLength },
      pool: this.#pool,
      send: (connId, message) => this.#talk.lines.send(connId, message),
      now: parts.now,
    });
  }

  static async start(parts: ReceiveEngineParts): Promise<ReceiveEngine> {
    const engine = new ReceiveEngine(parts);
    engine.#store = await BlockStore.open(parts.ledger, parts.sink, engine.#sizeOf, {
      onDurable: (runs) => engine.#talk.lines.tellBlocks('have', runs),
      onLost: (blocks) => engine.#pipeline.noteLost(blocks),
      onVerified: (files) => {
        engine.#talk.lines.tellVerified(files);
        if (engine.#store.isAllVerified) parts.onChange();
      },
      onRootWrong: () => engine.#talk.end('bad_data'),
      onError: (error) => engine.#storeFailed(error),
    });
    engine.#openPipeline();
    return engine;
  }

  #openPipeline(): void {
    const { seals, relay } = this.#parts;
    const pipeline = new ReceivePipeline({
      store: this.#store,
      seals,
      isDiskFull: () => this.#talk.pausedBySelf === 'disk_full',
      onStoreError: (error) => this.#storeFailed(error),
      onHopeless: () => this.#talk.end('bad_data'),
    });
    this.#pipeline = pipeline;
    this.#relay = new RelayIntake({
      store: this.#store,
      pipeline,
      pool: this.#pool,
      sealedLength: this.#sealedLength,
      line: relay,
      visit: this.#parts.visit,
      onBad: (file, blocks) => {
        for (const block of blocks) {
          this.#damaged.push([file, block, 1]);
          this.#askAgain(file, block);
        }
      },
      onMoved: () => this.#heardSomething(),
      epoch: this.#talk.epoch,
      isHeld: () => this.#talk.pausedBySelf !== null || this.#talk.isOver,
      onRoot: ({ file, sealedRoot }) => {
        if (this.#store.written.has(file) && !this.#store.isVerified(file)) void this.#takeRoots([[file, sealedRoot]]);
      },
      now: this.#parts.now,
    });
  }

  /** Word of the relay: what can be fetched there, and what belongs to it. */
  heardOfRelay(news: RelayNews): void {
    this.#relay.heard(news);
  }

  /** A few times a second. */
  tick(nowMs: number): void {
    this.#talk.tick(nowMs);
    if (!this.#talk.isOver) this.#relay.tick(nowMs);
  }

  addConnection(connId: number, channels: EngineChannels): void {
    const connection = this.#connections.add(connId);
    const control = channels.control({
      onOpen: () => this.#talk.sayHello(connId),
      onMessage: (data) => this.#talk.receive(connId, data),
      onLow: () => {},
      onClose: () => this.removeConnection(connId),
    });
    channels.data({
      onOpen: () => {},
      onMessage: (data) => this.#takeFrame(connection, data),
      onLow: () => {},
      onClose: () => this.removeConnection(connId),
    });
    this.#talk.lines.add(connId, control);
  }

  removeConnection(connId: number): void {
    if (this.#connections.remove(connId)) this.#talk.remove(connId);
  }

  pause(): void {
    this.#talk.setAsked(true);
  }

  /** What only the page can know of. */
  setSurroundings({ waitsForWifi }: Surroundings): void {
    this.#talk.setObstacle('mobile_data', waitsForWifi);
  }

  /** Goes on; blocks that the disk refused are asked for again. */
  resume(): void {
    this.#talk.setObstacle('disk_full', false);
    this.#talk.setAsked(false);
    this.#talk.lines.tellBlocks('need', this.#pipeline.refused);
  }

  cancel(reason: EndReason): void {
    this.#talk.end(reason);
  }

  async close(): Promise<void> {
    this.#connections.close();
    this.#relay.close();
    await Promise.all([this.#talk.lines.close(), this.#store.close()]);
  }

  /** The sender is there and not paused, but nothing comes. */
  isSilent(nowMs: number): boolean {
    const isQuiet = this.#talk.isPaused || this.#talk.isOver || this.#store.isAllVerified;
    if (this.#connections.size === 0 || isQuiet) this.#silentSinceMs = nowMs;
    return nowMs - this.#silentSinceMs > SILENCE_MS;
  }

  report(nowMs: number): EngineReport {
    return {
      isHandshaken: this.#talk.isHandshaken,
      unheardMs: this.#talk.unheardMs(nowMs),
      relay: { ...this.#relay.report(nowMs), damagedBlocks: this.#stillDamaged.length },
      liveConnections: this.#connections.size,
      pausedBySelf: this.#talk.pausedBySelf,
      pausedByPeer: this.#talk.pausedByPeer,
      neededFiles: [],
      wholeFiles: this.#store.verifiedCount,
      isAllVerified: this.#store.isAllVerified,
      blockMap: this.#map.draw(this.#store.written),
      ...this.#meter.measure(this.#store.written, (file) => this.#store.isVerified(file), nowMs),
      duplicateBytes: this.#connections.brokenOffBytes + this.#pipeline.duplicateBytes,
      ended: this.#talk.ended,
      isCompleted: this.#talk.isCompleted,
    };
  }

  readonly #sizeOf = (file: number): number => this.#parts.manifest.files[file]!.sizeBytes;

  readonly #sealedLength = (file: number, block: number): number | null => {
    const bitmap = this.#store.written.get(file);
    return bitmap && block < bitmap.length ? blockLength(this.#sizeOf(file), block) + SEAL_OVERHEAD_BYTES : null;
  };

  #receive(message: ControlMessage): boolean {
    this.#heardSomething();
    if (message.t === 'end') {
      if (this.#store.isAllVerified) this.#talk.isCompleted = true;
      this.#parts.onChange();
      return this.#store.isAllVerified;
    }
    if (message.t !== 'file-end' || !message.roots.every(([file]) => this.#store.written.has(file))) return false;
    void this.#takeRoots(message.roots);
    return true;
  }

  async #takeRoots(sealedRoots: [file: number, sealedRoot: string][]): Promise<void> {
    const opening = sealedRoots.map(async ([file, sealedRoot]) => {
      const root = await this.#parts.seals.openRoot(file, sealedRoot);
      return root && ([file, root] as [number, Bytes]);
    });
    const roots = (await Promise.all(opening)).filter((one) => one !== null);
    if (roots.length === sealedRoots.length) this.#store.expectRoots(roots);
    else this.#talk.end('bad_data');
  }

  /** [T5] Everything the sender must know before it sends on a connection, then leave to send. */
  #tellAllIHave(connId: number): void {
    this.#heardSomething();
    const { epoch } = this.#talk;
    const isOpen = ([file]: BlockRun) => !this.#store.isVerified(file);
    const creditBytes = this.#connections.grant(connId);
    this.#talk.lines.sendVerified(
      connId,
      this.#parts.chosenFiles.filter((file) => this.#store.isVerified(file)),
    );
    this.#talk.lines.sendBlocks(connId, 'have', this.#store.durableRuns().filter(isOpen));
    this.#talk.lines.sendBlocks(connId, 'need', [...this.#stillDamaged, ...this.#pipeline.refused]);
    this.#talk.lines.send(connId, { t: 'ready', epoch, creditBytes });
    // Not yet durable, so not to be told as `have`.
    for (const blocks of inMessages(this.#store.fleetingRuns()))
      this.#talk.lines.send(connId, { t: 'ack', receivedBytes: 0, creditBytes, blocks });
    this.#parts.onChange();
  }

  get #stillDamaged(): BlockRun[] {
    return this.#damaged.filter(([file, block]) => !this.#store.hasWritten(file, block));
  }

  #takeFrame(from: ReceiveConnection, data: unknown): void {
    if (this.#talk.isOver) return;
    const block = from.take(data, this.#parts.now());
    if (data instanceof ArrayBuffer) discard(data);
    this.#heardSomething();
    if (block === false) this.#talk.end('bad_data');
    else if (block) void this.#takeBlock(from, block);
    else this.#connections.ackIfDue(from);
  }

  async #takeBlock(from: ReceiveConnection, whole: SealedBlock): Promise<void> {
    const { file, block, sealed } = whole;
    const outcome = await this.#pipeline.take({ file, block, sealed });
    this.#pool.give(sealed);
    if (outcome === 'bad') this.#askAgain(file, block);
    this.#connections.processed(from, whole, this.#store.hasWritten(file, block));
  }

  #askAgain(file: number, block: number): void {
    this.#map.reask(file, block);
    this.#talk.lines.tellBlocks('need', [[file, block, 1]]);
  }

  /** Out of room: nothing is lost, the person makes room and goes on. Anything else from the disk ends in the same pause. */
  #storeFailed(error: unknown): void {
    if (!(error instanceof DiskFullError)) console.error('a received block could not be stored', error);
    this.#talk.setObstacle('disk_full', true);
  }

  #heardSomething(): void {
    this.#silentSinceMs = this.#parts.now();
  }
}
