import { BlockQueue } from '../blockQueue.ts';
import type { BlockRun } from '../blocks.ts';
import { type CountPolicy, nextCount, startCountPolicy } from '../connectionCount.ts';
import { speedOf } from '../rate.ts';
import { arePeersFinishing, arePeersInTime, type EndFacts, isRescueDue, slowUpload } from './endGame.ts';
import { ladderRules } from './ladderRules.ts';
import { nextRelay, type RelayPolicy, type RelayReason, restRelay, startRelayPolicy } from './relayPolicy.ts';
import { type Segment, SegmentPlan } from './segmentPlan.ts';

/** How things stand with the paths, as far as a ladder cannot know by itself. */
export interface PathFacts {
  nowMs: number;
  isPaused: boolean;
  isPeerPresent: boolean;
  /** Peer connections that may carry blocks, and whether blocks are taken for them and not acked. */
  readyConnections: number;
  hasUnacked: boolean;
  /** Sent on them and not acked. */
  unackedBytes: number;
  /** The peers take blocks faster than this device reads and seals them. */
  isStarving: boolean;
  /** The person and the server both let the relay be used. */
  isRelayAllowed: boolean;
  /** The person left the files to the relay. */
  isLeft: boolean;
  mostConnections: number;
}

export interface Decision {
  /** How many peer connections to keep. */
  connections: number;
  /** Peers may be given more blocks; if not, those read ahead for them go back to the queue. */
  mayPeersTake: boolean;
  /** What peers have under way goes back to the queue as well, for the relay: they are too slow with it. */
  isRescuing: boolean;
  /** New uploads begin while fewer than this run; those that run may end. */
  uploads: number;
  reason: RelayReason | null;
  /** Uploads to end now: all of it arrived otherwise, or peers have nothing else to do and are faster. */
  abandon: string[];
}

/**
 * Which missing block goes which way. Peers take from the front of the queue, the relay from its back; a block that has
 * arrived never leaves again. Pure: it is told what happened, and says what to do.
 */
export class Ladder {
  readonly queue: BlockQueue;
  readonly segments: SegmentPlan;
  #count: CountPolicy;
  #relay: RelayPolicy;
  #peersBytes = 0;
  #relayBytes = 0;
  /** What peers last did while they had something to do; null when these connections have not carried anything yet. */
  #peersSpeed: number | null = null;
  #nowMs: number;
  #failures = 0;
  #retryAtMs = 0;

  constructor(files: { index: number; sizeBytes: number }[], nowMs: number, newId: () => string) {
    this.queue = new BlockQueue(files);
    this.segments = new SegmentPlan(this.queue, newId);
    this.#nowMs = nowMs;
    this.#count = startCountPolicy(nowMs);
    this.#relay = startRelayPolicy(nowMs);
  }

  /** The receiver has this block; true when that is news. */
  arrived(file: number, block: number): boolean {
    return this.queue.markArrived(file, block);
  }

  /** The receiver acked so many more bytes on peer connections: their speed shows long before a whole block is through. */
  peersCarried(bytes: number): void {
    this.#peersBytes += bytes;
  }

  /** The next upload: as large as it can be carried soon. */
  nextSegment(): Segment | null {
    const withinMs = this.#relay.presentSinceMs === null ? ladderRules.awaySegmentMs : ladderRules.segmentMs;
    const soonBytes = (this.#relaySpeed / ladderRules.uploads) * (withinMs / 1000);
    // Uploads that share a way end together: large ones at the end would leave the receiver with all of them to fetch.
    const evenBytes = this.queue.freeBytes / (ladderRules.rounds * ladderRules.uploads);
    return this.segments.next(Math.min(soonBytes, evenBytes), this.#nowMs);
  }

  /** The relay has taken so much of an upload. */
  relayTook(segmentId: string, sentBytes: number): void {
    this.#relayBytes += this.segments.sent(segmentId, sentBytes);
  }

  get relayBytes(): number {
    return this.#relayBytes;
  }

  /** All that the receiver lacks lies whole at the relay. */
  get isAllElsewhere(): boolean {
    return this.queue.isGivenOut && this.segments.uploading.length === 0;
  }

  uploaded(segmentId: string, nowMs: number): void {
    this.segments.uploaded(segmentId, nowMs);
    this.#failures = 0;
  }

  /** The relay refused an upload, or lost it: the next try is a single one, after a while. */
  uploadFailed(segmentId: string, nowMs: number): void {
    this.segments.dropped(segmentId);
    // Those that ran at once fail at once, and count once.
    if (nowMs < this.#retryAtMs) return;
    this.#retryAtMs = nowMs + Math.min(ladderRules.longestRetryMs, ladderRules.retryMs * 2 ** this.#failures);
    this.#failures++;
  }

  /** The receiver took a segment, but for these of its blocks. */
  segmentTaken(segmentId: string, badBlocks: readonly number[], nowMs: number): BlockRun | null {
    return this.segments.taken(segmentId, badBlocks, nowMs)?.run ?? null;
  }

  /** A few times a second, and when something changed: how many of which path. */
  decide(facts: PathFacts): Decision {
    const { nowMs, readyConnections } = facts;
    this.#nowMs = nowMs;
    if (readyConnections === 0) this.segments.unshare(nowMs);
    this.#measure(facts);
    const abandon = this.#abandon(facts);
    const { reason } = this.#relay;
    const uploads = this.#uploads(facts);
    const mayUpload = uploads > this.segments.uploading.length;
    const end = this.#endFacts(facts);
    const isRescuing = mayUpload && !facts.isPaused && isRescueDue(end, this.segments);
    // Connections that come up and carry nothing would hold the last blocks for ever: the relay has the first pick.
    const isRelayFirst = mayUpload && (reason === 'stalled' || isRescuing);
    const isInTime = uploads === 0 || arePeersInTime(end);
    const mayPeersTake = readyConnections > 0 && !isRelayFirst && isInTime;
    return { connections: this.#count.count, mayPeersTake, isRescuing, uploads, reason, abandon };
  }

  #measure(facts: PathFacts): void {
    const { nowMs, isPaused, readyConnections, hasUnacked, mostConnections } = facts;
    this.#relay = nextRelay(this.#relay, {
      ...facts,
      isAllowed: facts.isRelayAllowed,
      hasFree: !this.queue.isExhausted,
      isUploading: this.segments.uploading.length > 0,
      peersBytes: this.#peersBytes,
      relayBytes: this.#relayBytes,
      bytesLeft: this.queue.missingBytes,
    });
    if (readyConnections === 0) this.#peersSpeed = null;
    // A short silence is no speed: peers that come to have nothing to do have got through it.
    else if (hasUnacked) this.#peersSpeed = speedOf(this.#relay.peers) || this.#peersSpeed;
    this.#count = nextCount(this.#count, {
      nowMs,
      // Beside the relay as well: on a link that loses much its connections leave a third of the rate to others.
      ackedBytes: this.#peersBytes,
      liveCount: readyConnections,
      isMoving: hasUnacked && !isPaused,
      maxCount: mostConnections,
    });
  }

  get #relaySpeed(): number {
    return speedOf(this.#relay.relay) ?? 0;
  }

  #endFacts({ nowMs, readyConnections, hasUnacked, unackedBytes }: PathFacts): EndFacts {
    const { readyBytes, uploadingBytes } = this.segments;
    const freeBytes = Math.max(0, this.queue.missingBytes - unackedBytes - readyBytes - uploadingBytes.all);
    return {
      nowMs,
      readyConnections,
      hasUnacked,
      unackedBytes,
      isExhausted: this.queue.isExhausted,
      freeBytes,
      bytesLeft: freeBytes + uploadingBytes.rest,
      peersSpeed: this.#peersSpeed,
      relaySpeed: this.#relaySpeed,
    };
  }

  #uploads(facts: PathFacts): number {
    const { nowMs, isLeft } = facts;
    if (this.#relay.reason === null || nowMs < this.#retryAtMs || this.segments.isAnyShared) return 0;
    const arePeersMoving = this.#relay.movingSinceMs !== null;
    const isIgnored = this.segments.isIgnored(nowMs, this.#presentSinceMs);
    if (arePeersMoving && !isLeft && (isIgnored || arePeersFinishing(this.#endFacts(facts)))) return 0;
    return this.#failures > 0 ? 1 : ladderRules.uploads;
  }

  /** The server may hold the receiver for away, though peers carry blocks to it. */
  get #presentSinceMs(): number {
    return this.#relay.presentSinceMs ?? 0;
  }

  /** At the end of the queue peers that have nothing to do take over what is slow elsewhere. */
  #abandon(facts: PathFacts): string[] {
    const { nowMs, readyConnections, hasUnacked, isPaused, isLeft } = facts;
    const needless = this.segments.needless.map(({ segmentId }) => segmentId);
    const isIdle = readyConnections > 0 && !hasUnacked && !isPaused && this.queue.isExhausted;
    if (needless.length > 0 || !isIdle || this.segments.shareNewest(nowMs, this.#presentSinceMs)) return needless;
    const slow = slowUpload(this.segments, this.#endFacts(facts));
    if (!slow) return [];
    // The person wants it there: it goes on, and ends when the peers were sooner.
    if (isLeft) {
      this.segments.share(slow);
      return [];
    }
    // Else it would cut again at once what it just gave up.
    if (this.#relay.reason !== null) this.#relay = restRelay(this.#relay, nowMs);
    return [slow.segmentId];
  }
}
