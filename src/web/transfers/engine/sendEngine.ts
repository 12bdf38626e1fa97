import { uuidv7 } from 'uuidv7';
import type { BlockQueue } from '../../../shared/transfers/blockQueue.ts';
import { type Decision, Ladder } from '../../../shared/transfers/ladder/ladder.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import { Arrivals } from './arrivals.ts';
import type { BlockLedger } from './blockLedger.ts';
import { BlockMapLayout } from './blockMap.ts';
import type { EngineReport, SessionEnd } from './engineReport.ts';
import type { FileGoneError } from './fileReader.ts';
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
  /** Whose the segments are. */
  sealedAs: string;
  /** Nobody is at the other end: what lies in the relay is what is done. */
  isUpload: boolean;
  trustedDates: readonly number[];
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
  readonly #arrivals: Arrivals;
  readonly #map: BlockMapLayout;
  readonly #meter: ProgressMeter;
  #surroundings: Surroundings = { isPeerPresent: false, mayRelay: true, isLeft: false, waitsForWifi: false };
  #savedAtMs = 0;

  constructor(parts: SendEngineParts) {
    this.#parts = parts;
    this.#files = new SentFiles({ ...parts, isGivenOut: (index) => this.#queue.isFileGivenOut(index) });
    const sizes = parts.chosenFiles.map((index) => ({ index, sizeBytes: parts.manifest.files[index]!.sizeBytes }));
    this.#ladder = new Ladder(sizes, parts.now(), () => uuidv7());
    this.#queue = this.#ladder.queue;
    this.#connections = new SendConnections(this.#queue);
    this.#map = new BlockMapLayout(this.#files.all);
    this.#meter = new ProgressMeter(parts.manifest, parts.chosenFiles);
    this.#pipeline = new SendPipeline({
      queue: this.#queue,
      seals: parts.seals,
      sourceOf: (file) => this.#files.get(file)!.source,
      sizeOf: (file) => this.#files.get(file)!.sizeBytes,
      blockCountOf: (file) => this.#files.get(file)!.blockCount,
      onHashed: (file, block, hash) => this.#files.enterHash(file, block, hash),
      onReady: () => this.pump(),
      onFileGone: (file, error) => this.#fileGone(file, error),
    });
    this.#talk = new PeerTalk({
      transferId: parts.transferId,
      role: 'sender',
      onMessage: (connId, message) => {
        const connection = this.#connections.get(connId);
        // What is no longer there has nothing to say.
        if (!connection) return true;
        const isFine = this.#arrivals.receive(connection, message);
        if (isFine) this.pump();
        return isFine;
      },
      onHello: (_connId, isNewEpoch) => {
        if (isNewEpoch) this.#arrivals.startAnew();
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
      now: parts.now,
    });
    this.#relay = new RelayDuty({
      ...parts,
      ladder: this.#ladder,
      files: this.#files,
      isHandshaken: () => this.#talk.isHandshaken,
      isUnderWay: () => this.#arrivals.hasFleeting || [...this.#connections].some(({ hasUnacked }) => hasUnacked),
      onFileGone: (file, error) => this.#fileGone(file, error),
      onArrived: (runs) => this.#arrivals.mark(runs),
      onPeerEpoch: (epoch) => this.#talk.noteEpoch(epoch) && this.#arrivals.startAnew(),
      onReasked: (file, block) => this.#map.reask(file, block),
      onChange: () => this.pump(),
    });
    this.#arrivals = new Arrivals({
      ladder: this.#ladder,
      files: this.#files,
      connections: this.#connections,
      lines: this.#talk.lines,
      onReasked: (file, block) => this.#map.reask(file, block),
      onFileGone: (file, error) => this.#fileGone(file, error),
      onReady: () => this.#pipeline.mayTake(true),
      onVerified: () => this.#afterVerified(),
      now: parts.now,
    });
    this.#noticeMissingFiles();
  }

  /** What only the page can know of. */
  setSurroundings(surroundings: Surroundings): void {
    this.#surroundings = surroundings;
    this.#talk.setObstacle('mobile_data', surroundings.waitsForWifi);
  }

  heardOfRelay(news: RelayNews): void {
    this.#relay.heard(news);
    this.pump();
  }

  /** Files that the person has (again) chosen; one that is not what was offered is refused. */
  async provide(given: [index: number, file: File][]): Promise<void> {
    for (const [index, source] of given) {
      const file = await this.#files.provide(index, source);
      if (file) this.#readFrom(file);
    }
    this.#noticeMissingFiles();
    this.pump();
  }

  /** Files with another date than that of the offer are the ones, says the person. */
  trustDoubted(): void {
    for (const file of this.#files.trustDoubted()) this.#readFrom(file);
    this.#noticeMissingFiles();
    this.pump();
  }

  #readFrom(file: SentFile): void {
    this.#queue.setReadable(file.index, true);
    this.#arrivals.tellEndIfSent(file);
  }

  /** [T19] The others go on; this one must be chosen again. */
  #fileGone(index: number, { reason }: FileGoneError): void {
    const file = this.#files.get(index);
    if (!file?.source) return;
    this.#files.refuse(file, reason);
    this.#queue.setReadable(index, false);
    this.#noticeMissingFiles();
    this.#parts.onChange();
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
    this.#talk.lines.add(connId, control);
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
    await Promise.all([this.#talk.lines.close(), this.#parts.ledger.save(), this.#relay.close()]);
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
    this.#noticeMissingFiles();
    this.#talk.tick(nowMs);
    if (!this.#talk.isHandshaken && !this.#surroundings.isPeerPresent) this.#arrivals.receiverLeft();
    const decision = this.#decide(nowMs);
    this.#pipeline.mayTake(decision.mayPeersTake);
    if (decision.isRescuing) this.#connections.takeAllBack();
    this.#relay.hold(this.#talk.pausedBySelf !== null);
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
      unackedBytes: ready.reduce((sum, { unackedBytes }) => sum + unackedBytes, 0),
      hasUnacked: this.#pipeline.isHolding || ready.some(({ hasUnacked }) => hasUnacked),
      isStarving: this.#pipeline.isBehind && ready.some(({ wantsBlock }) => wantsBlock),
      isRelayAllowed: mayRelay && this.#relay.isOpen,
      isLeft,
      mostConnections: this.#parts.mostConnections,
    });
  }

  report(nowMs: number): EngineReport {
    const { isUpload } = this.#parts;
    const doneOf = (index: number) => (isUpload ? this.#ladder.segments.heldOf(index) : this.#queue.arrivedOf(index));
    const arrived = new Map(this.#files.all.map(({ index }) => [index, doneOf(index)]));
    const relay = this.#relay.report(nowMs);
    return {
      isHandshaken: this.#talk.isHandshaken,
      unheardMs: this.#talk.unheardMs(nowMs),
      relay,
      duplicateBytes: 0,
      liveConnections: this.#connections.size,
      pausedBySelf: this.#talk.pausedBySelf,
      pausedByPeer: this.#talk.pausedByPeer,
      neededFiles: relay.hasAll ? [] : this.#files.needed(),
      wholeFiles: this.#files.verifiedCount,
      isAllVerified: this.#files.isAllVerified,
      blockMap: this.#map.draw(arrived),
      ...this.#meter.measure(arrived, (file) => this.#files.get(file)!.isVerified, nowMs),
      ended: this.#talk.ended,
      isCompleted: this.#talk.isCompleted,
    };
  }

  #afterVerified(): void {
    this.#noticeMissingFiles();
    if (!this.#files.isAllVerified) return;
    this.#talk.complete();
    this.#pipeline.stop();
    void this.#relay.close();
    this.#parts.onChange();
  }

  /** The other side is told when nothing can go on without the person choosing a file; what lies in the relay can. */
  #noticeMissingFiles(): void {
    const isStuck = this.#files.isStuck && !this.#relay.report(this.#parts.now()).hasAll;
    this.#talk.setObstacle('needs_file', isStuck);
  }
}
