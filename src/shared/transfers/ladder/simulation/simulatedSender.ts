import type { BlockRun } from '../../blocks.ts';
import { type Decision, Ladder, type PathFacts } from '../ladder.ts';
import { type BlockKey, keyOf, keysOf, placeOf, type SimulatedReceiver } from './simulatedReceiver.ts';

export interface SimulatedFile {
  index: number;
  sizeBytes: number;
  readableAtMs: number;
}

/** Why a block may be given out once more than it is missing. */
type Excuse =
  /** It was under way on a connection that ended. */
  | 'underWay'
  /** It was in an upload that failed, or in a segment that expired. */
  | 'lostAtRelay'
  /** It did not open, or was not the same. */
  | 'bad'
  /** A page was reloaded, and did not know of it any more. */
  | 'forgotten'
  /** The ladder itself chose so: it abandoned an upload, or shared a segment with the peers. */
  | 'choice';

/** A ladder, and around it what its engine would do. Keeps the books: blocks given out, and why any was given out again. */
export class SimulatedSender {
  readonly #files: SimulatedFile[];
  readonly #known = new Set<BlockKey>();
  readonly #shared = new Set<string>();
  #ids = 0;
  ladder: Ladder;
  epoch = 0;
  given = 0;
  readonly excusedBy: Record<Excuse, number> = { underWay: 0, lostAtRelay: 0, bad: 0, forgotten: 0, choice: 0 };
  decision: Decision = {
    connections: 1,
    mayPeersTake: false,
    isRescuing: false,
    uploads: 0,
    reason: null,
    abandon: [],
  };

  constructor(files: SimulatedFile[]) {
    this.#files = files;
    this.ladder = this.#newLadder(0);
  }

  #newLadder(nowMs: number): Ladder {
    return new Ladder(this.#files, nowMs, () => `segment-${++this.#ids}`);
  }

  /** The page begins anew and knows nothing; files may have to be chosen again. */
  reload(nowMs: number, readableInMs: number): void {
    this.ladder = this.#newLadder(nowMs);
    this.#known.clear();
    this.#shared.clear();
    this.epoch = 0;
    for (const file of this.#files) file.readableAtMs = Math.max(file.readableAtMs, nowMs + readableInMs);
  }

  decide(facts: PathFacts): Decision {
    for (const { index, readableAtMs } of this.#files) {
      this.ladder.queue.setReadable(index, facts.nowMs >= readableAtMs);
    }
    this.decision = this.ladder.decide(facts);
    this.#noticeShared();
    return this.decision;
  }

  take(): BlockKey | null {
    const run = this.ladder.queue.take(1);
    if (!run) return null;
    this.#give(run);
    return keyOf(run[0], run[1]);
  }

  cut(): { segmentId: string; run: BlockRun } | null {
    const segment = this.ladder.nextSegment();
    if (segment) this.#give(segment.run);
    return segment;
  }

  putBack(keys: BlockKey[]): void {
    this.excusedBy.underWay += keys.length;
    for (const key of keys) this.ladder.queue.putBack(...placeOf(key));
  }

  /** Read ahead for the peers and not sent: as if it had not been given out. */
  untake(keys: BlockKey[]): void {
    this.given -= keys.length;
    for (const key of keys) this.ladder.queue.putBack(...placeOf(key));
  }

  hasArrived(key: BlockKey): boolean {
    return this.ladder.queue.hasArrived(...placeOf(key));
  }

  arrived(key: BlockKey): void {
    this.#known.add(key);
    this.ladder.arrived(...placeOf(key));
  }

  /** The receiver asks for a block again. */
  unmark(key: BlockKey): void {
    this.#known.delete(key);
    this.excusedBy.bad++;
    this.ladder.queue.unmark(...placeOf(key));
  }

  segmentTaken(segmentId: string, badBlocks: number[], nowMs: number): void {
    const run = this.ladder.segmentTaken(segmentId, badBlocks, nowMs);
    if (!run) return;
    this.excusedBy.bad += badBlocks.length;
    const bad = new Set(badBlocks);
    for (let block = run[1]; block < run[1] + run[2]; block++) {
      if (!bad.has(block)) this.#known.add(keyOf(run[0], block));
    }
  }

  /** A connection is up: the receiver says who it is and what it has. */
  hears(receiver: SimulatedReceiver): void {
    if (this.epoch !== 0 && this.epoch !== receiver.epoch) {
      this.ladder.queue.forgetArrived();
      this.#known.clear();
    }
    this.epoch = receiver.epoch;
    for (const key of receiver.durable) this.arrived(key);
    for (const key of receiver.written) this.arrived(key);
  }

  #give(run: BlockRun): void {
    this.given += run[2];
    for (const key of keysOf(run)) {
      if (this.#known.has(key)) throw new Error(`block ${placeOf(key).join('/')} has arrived and was given out again`);
    }
  }

  #noticeShared(): void {
    const { ready, uploading } = this.ladder.segments;
    for (const { segmentId, isShared, run } of [...ready, ...uploading]) {
      // Taken back from the peers before they carried all of it.
      if (!isShared && this.#shared.delete(segmentId)) this.excusedBy.choice -= this.unknownOf(run);
      if (!isShared || this.#shared.has(segmentId)) continue;
      this.#shared.add(segmentId);
      this.excusedBy.choice += this.unknownOf(run);
    }
  }

  /** How many blocks of a run are, as far as is known here, still missing. */
  unknownOf(run: BlockRun): number {
    return keysOf(run).filter((key) => !this.#known.has(key)).length;
  }
}
