import { runWithout } from '../../../shared/transfers/blockRuns.ts';
import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import type { Decision, Ladder } from '../../../shared/transfers/ladder/ladder.ts';
import type { RelayReason } from '../../../shared/transfers/ladder/relayPolicy.ts';
import { RELAY_PATH, type RelayState } from '../../../shared/transfers/relay.ts';
import type { RelayProgress } from './engineReport.ts';
import type { FileGoneError } from './fileReader.ts';
import type { RelayLine, RelayNews } from './relayLine.ts';
import { tryRelayPlace } from './relayPlace.ts';
import { RelaySender } from './relaySender.ts';
import { deleteUpload } from './relayUpload.ts';
import type { TransferSeals } from './sealing.ts';
import type { SentFiles } from './sentFiles.ts';

/** How often a relay that takes no more is asked again. */
const ASK_MS = 20_000;
const MOVES_MS = 3000;
const ANSWER_MS = 5000;

export interface RelayDutyParts {
  sealedAs: string;
  ladder: Ladder;
  files: SentFiles;
  seals: TransferSeals;
  relay: RelayLine;
  /** The receiver itself says what it has, on a connection that lives. */
  isHandshaken(): boolean;
  /** Blocks are on their way to the receiver by others, or with it and not yet on disk. */
  isUnderWay(): boolean;
  onFileGone(file: number, error: FileGoneError): void;
  onArrived(runs: BlockRun[]): void;
  /** The receiver's engine has this epoch. */
  onPeerEpoch(epoch: string): void;
  onReasked(file: number, block: number): void;
  onChange(): void;
  now(): number;
}

/** The sender's dealings with the relay: brings segments there as the ladder decides, and hears what became of them. */
export class RelayDuty {
  readonly #parts: RelayDutyParts;
  readonly #sender: RelaySender;
  /** Files whose roots are on their way to the relay, and those whose roots are there. */
  readonly #saidRoots = new Set<number>();
  readonly #keptRoots = new Set<number>();
  #closedBecause: RelayState['closedBecause'] = null;
  #expiresAt: string | null = null;
  #isKnown = false;
  #isUsed = false;
  #reason: RelayReason | null = null;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #movedAtMs = Number.NEGATIVE_INFINITY;
  #tookBytes = 0;
  #hadAll = false;

  constructor(parts: RelayDutyParts) {
    this.#parts = parts;
    this.#sender = new RelaySender({
      ...parts,
      renewSession: parts.relay.renewSession,
      onRefused: (code) => {
        if (code === 'relay.full' || code === 'relay.quota' || code === 'relay.off') {
          this.#closedBecause = code.slice('relay.'.length) as RelayState['closedBecause'];
        }
      },
    });
  }

  get isOpen(): boolean {
    return this.#isKnown && this.#closedBecause === null;
  }

  heard(news: RelayNews): void {
    switch (news.t) {
      case 'state':
        this.#heardState(news.state);
        break;
      case 'root':
        this.#keptRoots.add(news.file);
        break;
      case 'acknowledged':
        this.#heardTaken(news.segmentId, news.badBlocks);
        break;
      case 'have':
        this.#heardHave(news.epoch, news.have);
        break;
      case 'dropped':
        this.#parts.ladder.segments.dropped(news.segmentId);
        break;
    }
  }

  follow(decision: Decision, nowMs: number): void {
    this.#reason = decision.reason;
    if (!this.isOpen && nowMs - this.#askedAtMs > ASK_MS) {
      this.#askedAtMs = nowMs;
      this.#parts.relay.say({ t: 'ask' });
    }
    for (const segmentId of decision.abandon) this.#sender.abandon(segmentId);
    this.#sender.keep(decision.uploads);
    const { relayBytes } = this.#parts.ladder;
    if (relayBytes > this.#tookBytes) {
      this.#isUsed = true;
      this.#movedAtMs = nowMs;
      this.#tookBytes = relayBytes;
    }
    // Also where all came by other ways, but not the last word of it: a relay that is full takes that, too.
    const takesRoots = this.#isKnown && this.#closedBecause !== 'off';
    if (this.#isUsed || (takesRoots && !this.#parts.isHandshaken())) this.#tellRoots();
    const hasAll = this.report(nowMs).hasAll;
    if (hasAll && !this.#hadAll) this.#parts.relay.say({ t: 'ask' });
    this.#hadAll = hasAll;
  }

  /** Uploads stand still while this side is paused. */
  hold(isHeld: boolean): void {
    this.#sender.hold(isHeld);
  }

  report(nowMs: number): RelayProgress {
    const { readyBytes } = this.#parts.ladder.segments;
    return {
      isMoving: nowMs - this.#movedAtMs < MOVES_MS,
      isCarrying: nowMs - this.#movedAtMs < MOVES_MS,
      isUsed: this.#isUsed,
      reason: this.#reason,
      waitingBytes: readyBytes,
      hasAll: (readyBytes > 0 || this.#isEmpty) && this.#isAllElsewhere && this.#areRootsKept,
      expiresAt: this.#expiresAt,
      closedBecause: this.#closedBecause,
      damagedBlocks: 0,
    };
  }

  /** Uploads that are under way are deleted: nobody can go on with them, for their seals are gone with this page. */
  close(): Promise<void> {
    return this.#sender.stop(true);
  }

  #heardState(state: RelayState): void {
    const { segments } = this.#parts.ladder;
    this.#isKnown = true;
    void tryRelayPlace(state.origin, RELAY_PATH);
    this.#closedBecause = state.closedBecause;
    this.#expiresAt = state.expiresAt;
    this.#heardHave(state.haveEpoch, state.have);
    const there = new Set<string>(state.segments.map(({ segmentId }) => segmentId));
    for (const { segmentId, sinceMs } of segments.ready) {
      // What became whole while this answer was on its way is no loss.
      const isNews = this.#parts.now() - sinceMs < ANSWER_MS;
      if (!there.has(segmentId) && !isNews) segments.dropped(segmentId);
    }
    const found = state.segments.map(({ segmentId, file, firstBlock, blockCount }) => ({
      segmentId,
      run: [file, firstBlock, blockCount] as BlockRun,
    }));
    if (found.length > 0) this.#isUsed = true;
    segments.adopt(found, this.#parts.now());
    for (const { file } of state.roots) this.#keptRoots.add(file);
    const own = new Set(segments.uploading.map(({ segmentId }) => segmentId));
    for (const { segmentId } of state.unfinished) if (!own.has(segmentId)) void deleteUpload(segmentId);
  }

  /** [T6] for a receiver that is heard of only through the relay. */
  #heardHave(epoch: string | null, have: BlockRun[]): void {
    if (this.#parts.isHandshaken()) return;
    if (epoch) this.#parts.onPeerEpoch(epoch);
    this.#parts.onArrived(have);
  }

  #heardTaken(segmentId: string, badBlocks: number[]): void {
    const run = this.#parts.ladder.segmentTaken(segmentId, badBlocks, this.#parts.now());
    if (!run) return;
    for (const block of badBlocks) this.#parts.onReasked(run[0], block);
    this.#parts.onArrived(runWithout(run, badBlocks));
  }

  /** The receiver may be away when all is there, and needs the roots to verify it. */
  #tellRoots(): void {
    for (const file of this.#parts.files.all) {
      const isOnItsWay = this.#saidRoots.has(file.index) || this.#keptRoots.has(file.index);
      if (isOnItsWay || !file.recorded.isFull) continue;
      this.#saidRoots.add(file.index);
      this.#parts.files.sealedRootOf(file).then(
        (sealedRoot) => this.#parts.relay.say({ t: 'root', file: file.index, sealedRoot }),
        () => this.#saidRoots.delete(file.index),
      );
    }
  }

  get #isAllElsewhere(): boolean {
    return this.#parts.ladder.isAllElsewhere && !this.#parts.isUnderWay();
  }

  /** Files without a byte: their roots are all there is. */
  get #isEmpty(): boolean {
    return this.#parts.files.all.every(({ blockCount }) => blockCount === 0);
  }

  get #areRootsKept(): boolean {
    return this.#parts.files.all.every(({ index, isVerified }) => isVerified || this.#keptRoots.has(index));
  }
}
