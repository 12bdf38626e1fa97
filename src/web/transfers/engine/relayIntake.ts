import { RELAY_PATH, relayLimits, type SealedRoot } from '../../../shared/transfers/relay.ts';
import type { BlockStore } from './blockStore.ts';
import type { BufferPool } from './bufferPool.ts';
import { noRelay, type RelayProgress } from './engineReport.ts';
import type { ReceivePipeline } from './receivePipeline.ts';
import type { RelayLine, RelayNews } from './relayLine.ts';
import { tryRelayPlace } from './relayPlace.ts';
import { RelayReceiver } from './relayReceiver.ts';

const MOVES_MS = 3000;
/** Longer than a slow sender takes from one round of uploads to the next. */
const CARRIES_MS = 60_000;
/** How often the server is told what is durable here, for a sender who comes while this device is away. */
const TELL_HAVE_MS = 10_000;

export interface RelayIntakeParts {
  store: BlockStore;
  pipeline: ReceivePipeline;
  pool: BufferPool;
  /** What a block must measure; null for one that is not to come. */
  sealedLength(file: number, block: number): number | null;
  line: RelayLine;
  /** Of this life of the engine: what an earlier one had not told to be durable is forgotten. */
  epoch: string;
  /** A visitor's fetching: segments stay for others, and what is bad in them can only come from a peer. */
  visit: { headers: Record<string, string> } | null;
  onBad(file: number, blocks: number[]): void;
  onMoved(): void;
  /** Paused here, or over: nothing is fetched now. */
  isHeld(): boolean;
  onRoot(root: SealedRoot): void;
  now(): number;
}

/** The receiver's dealings with the relay: fetches what lies there, and says what is durable here. */
export class RelayIntake {
  readonly #parts: RelayIntakeParts;
  readonly #receiver: RelayReceiver;
  #movedAtMs = Number.NEGATIVE_INFINITY;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #toldCount = -1;

  constructor(parts: RelayIntakeParts) {
    this.#parts = parts;
    this.#receiver = new RelayReceiver({
      ...parts,
      renewSession: parts.line.renewSession,
      headers: parts.visit?.headers ?? {},
      onTaken: ({ segmentId, file }, badBlocks) => {
        if (!parts.visit) parts.line.say({ t: 'acknowledge', segmentId, badBlocks });
        else if (badBlocks.length > 0) parts.onBad(file, badBlocks);
      },
      onMoved: () => {
        this.#movedAtMs = parts.now();
        parts.onMoved();
      },
    });
  }

  heard(news: RelayNews): void {
    switch (news.t) {
      case 'state':
        void tryRelayPlace(news.state.origin, RELAY_PATH);
        for (const root of news.state.roots) this.#parts.onRoot(root);
        this.#receiver.add(news.state.segments);
        break;
      case 'segment':
        this.#receiver.add([news.segment]);
        break;
      case 'root':
        this.#parts.onRoot(news);
        break;
      case 'dropped':
        this.#receiver.drop(news.segmentId);
        break;
    }
  }

  /** A few times a second. */
  tick(nowMs: number): void {
    this.#receiver.keepFetching();
    if (nowMs - this.#toldAtMs < TELL_HAVE_MS) return;
    this.#toldAtMs = nowMs;
    const { store, line, epoch, visit } = this.#parts;
    if (visit || store.durableCount === this.#toldCount) return;
    this.#toldCount = store.durableCount;
    line.say({ t: 'have', epoch, have: store.durableRuns().slice(0, relayLimits.haveRuns) });
  }

  hold(): void {
    this.#receiver.hold();
  }

  close(): void {
    this.#receiver.close();
  }

  report(nowMs: number): RelayProgress {
    const isUsed = this.#movedAtMs > Number.NEGATIVE_INFINITY;
    const sinceMs = nowMs - this.#movedAtMs;
    return { ...noRelay, isUsed, isMoving: sinceMs < MOVES_MS, isCarrying: sinceMs < CARRIES_MS };
  }
}
