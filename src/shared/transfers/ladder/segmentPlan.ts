import { Bitmap } from '../bitmap.ts';
import type { BlockQueue } from '../blockQueue.ts';
import type { BlockRun } from '../blocks.ts';
import { BLOCK_BYTES, SEAL_OVERHEAD_BYTES } from '../transferRules.ts';
import { ladderRules } from './ladderRules.ts';

/** A run of blocks that goes through the relay as one upload. */
export interface Segment {
  segmentId: string;
  run: BlockRun;
}

export interface Planned extends Segment {
  state: 'uploading' | 'ready';
  sizeBytes: number;
  sentBytes: number;
  /** Since when it is uploaded, or ready. */
  sinceMs: number;
  /** Its blocks were offered to the peers as well: they are no longer its own to give back. */
  isShared: boolean;
}

/** What of the queue goes by the relay: taken from its back, segment by segment, until the receiver has taken each. */
export class SegmentPlan {
  readonly #queue: BlockQueue;
  readonly #newId: () => string;
  readonly #segments = new Map<string, Planned>();
  #takenAtMs = 0;

  constructor(queue: BlockQueue, newId: () => string) {
    this.#queue = queue;
    this.#newId = newId;
  }

  /** Cuts the next segment, of one of the sizes and no larger than told; null when nothing is to be given out. */
  next(mostBytes: number, nowMs: number): Segment | null {
    const sizes = ladderRules.segmentBlocks;
    const size = sizes.findLast((blocks) => blocks * BLOCK_BYTES <= mostBytes) ?? sizes[0]!;
    const run = this.#queue.takeBack(size);
    if (!run) return null;
    const segment = { segmentId: this.#newId(), run };
    this.#plan(segment, 'uploading', nowMs);
    return segment;
  }

  /** Segments that lie at the relay since an earlier life of this page. */
  adopt(segments: Segment[], nowMs: number): void {
    for (const segment of segments) {
      if (this.#segments.has(segment.segmentId)) continue;
      this.#queue.reserve(segment.run);
      this.#plan(segment, 'ready', nowMs);
    }
  }

  /** The relay has taken so many bytes of it; returns how many that is more than before. */
  sent(segmentId: string, sentBytes: number): number {
    const segment = this.#segments.get(segmentId);
    if (!segment || sentBytes <= segment.sentBytes) return 0;
    const more = sentBytes - segment.sentBytes;
    segment.sentBytes = sentBytes;
    return more;
  }

  uploaded(segmentId: string, nowMs: number): void {
    const segment = this.#segments.get(segmentId);
    if (segment) Object.assign(segment, { state: 'ready', sinceMs: nowMs });
  }

  /** The upload was given up, or what it brought is gone: its blocks are missing again. */
  dropped(segmentId: string): void {
    const segment = this.#segments.get(segmentId);
    if (!segment) return;
    this.#segments.delete(segmentId);
    if (!segment.isShared) this.#putBack(segment.run);
  }

  /** The receiver has taken what was good of it; the rest is missing again. */
  taken(segmentId: string, badBlocks: readonly number[], nowMs: number): Segment | null {
    const segment = this.#segments.get(segmentId);
    if (!segment) return null;
    this.#segments.delete(segmentId);
    this.#takenAtMs = nowMs;
    const bad = new Set(badBlocks);
    forEachBlock(segment.run, (file, block) => {
      if (!bad.has(block)) this.#queue.markArrived(file, block);
      else if (!segment.isShared) this.#queue.putBack(file, block);
    });
    return segment;
  }

  get uploading(): Planned[] {
    return [...this.#segments.values()].filter(({ state }) => state === 'uploading');
  }

  get ready(): Planned[] {
    return [...this.#segments.values()].filter(({ state }) => state === 'ready');
  }

  /** What lies whole at the relay. */
  get readyBytes(): number {
    return this.ready.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** What is on its way to the relay, and what of it has not come there. */
  get uploadingBytes(): { all: number; rest: number } {
    const { uploading } = this;
    const all = uploading.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return {
      all,
      rest: all - uploading.reduce((sum, { sizeBytes, sentBytes }) => sum + Math.min(sizeBytes, sentBytes), 0),
    };
  }

  /** Which blocks of a file the relay holds, those of uploads under way included. */
  heldOf(file: number): Bitmap {
    const held = new Bitmap(this.#queue.arrivedOf(file).length);
    for (const { run, state, sentBytes } of this.#segments.values()) {
      const count = state === 'ready' ? run[2] : Math.floor(sentBytes / (BLOCK_BYTES + SEAL_OVERHEAD_BYTES));
      if (run[0] === file) for (let n = 0; n < count; n++) held.set(run[1] + n);
    }
    return held;
  }

  get isAnyShared(): boolean {
    return [...this.#segments.values()].some(({ isShared }) => isShared);
  }

  /** Whether segments lie at the relay, and the receiver, though present, has taken none for long. */
  isIgnored(nowMs: number, presentSinceMs: number): boolean {
    const oldestMs = Math.min(...this.ready.map(({ sinceMs }) => sinceMs));
    return nowMs - Math.max(oldestMs, presentSinceMs, this.#takenAtMs) >= ladderRules.unfetchedMs;
  }

  /**
   * Peers have nothing else to do: of what the receiver could long have fetched, the newest goes by them as well. The
   * receiver fetches the oldest first, so both meet in the middle again.
   */
  shareNewest(nowMs: number, presentSinceMs: number): boolean {
    const unfetched = this.ready.filter(
      ({ isShared, sinceMs, run }) =>
        !isShared &&
        nowMs - Math.max(sinceMs, presentSinceMs) >= ladderRules.unfetchedMs &&
        this.#queue.isReadable(run[0]),
    );
    const newest = unfetched.at(-1);
    if (!newest) return false;
    this.share(newest);
    return true;
  }

  /** Offers its blocks to the peers as well. */
  share(segment: Planned): void {
    segment.isShared = true;
    this.#putBack(segment.run);
  }

  /** The peers are gone, and with them what they carried: what was shared is the relay's alone again. */
  unshare(nowMs: number): void {
    for (const segment of this.#segments.values()) {
      if (!segment.isShared) continue;
      segment.isShared = false;
      segment.sinceMs = nowMs;
      this.#queue.reserve(segment.run);
    }
  }

  /** Uploads of which nothing is missing any more. */
  get needless(): Planned[] {
    return this.uploading.filter(({ run: [file, first, count] }) => {
      const arrived = this.#queue.arrivedOf(file);
      return arrived.nextClear(first) >= first + count;
    });
  }

  #plan(segment: Segment, state: Planned['state'], sinceMs: number): void {
    const sizeBytes = this.#queue.bytesOf(segment.run);
    this.#segments.set(segment.segmentId, { ...segment, state, sizeBytes, sentBytes: 0, sinceMs, isShared: false });
  }

  #putBack(run: BlockRun): void {
    forEachBlock(run, (file, block) => this.#queue.putBack(file, block));
  }
}

function forEachBlock([file, first, count]: BlockRun, act: (file: number, block: number) => void): void {
  for (let block = first; block < first + count; block++) act(file, block);
}
