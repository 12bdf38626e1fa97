import type { RelaySegment } from '../../../shared/transfers/relay.ts';
import type { BlockStore } from './blockStore.ts';
import type { BufferPool } from './bufferPool.ts';
import type { ReceivePipeline } from './receivePipeline.ts';
import { fetchSegment, RelayFetchError } from './relayFetch.ts';

const MOST_AT_ONCE = 3;
const AGAIN_MS = [1000, 2000, 5000, 10_000];

export interface RelayReceiverParts {
  store: BlockStore;
  pipeline: ReceivePipeline;
  pool: BufferPool;
  /** What a block must measure; null for one that is not to come. */
  sealedLength(file: number, block: number): number | null;
  headers: Record<string, string>;
  /** Paused, or over: nothing is fetched now. */
  isHeld(): boolean;
  /** This browser's access has ended: asks for a new one. */
  renewSession(): Promise<void>;
  /** All of it is durable here, but for these blocks. */
  onTaken(segment: RelaySegment, badBlocks: number[]): void;
  onMoved(): void;
}

/** Fetches what lies in the relay for this receiver, a few segments at once, and says what it has taken. */
export class RelayReceiver {
  readonly #parts: RelayReceiverParts;
  readonly #known = new Map<string, RelaySegment>();
  readonly #taken = new Set<string>();
  readonly #running = new Set<string>();
  readonly #tries = new Map<string, number>();
  readonly #notBefore = new Map<string, number>();
  #closing = new AbortController();

  constructor(parts: RelayReceiverParts) {
    this.#parts = parts;
  }

  add(segments: readonly RelaySegment[]): void {
    for (const segment of segments) {
      // One that stays for others is told of again and again.
      if (this.#known.has(segment.segmentId) || this.#taken.has(segment.segmentId)) continue;
      this.#known.set(segment.segmentId, segment);
    }
    this.keepFetching();
  }

  /** It is not in the relay any more. */
  drop(segmentId: string): void {
    this.#known.delete(segmentId);
  }

  /** Starts what may be started; called when something was added, and now and then. */
  keepFetching(): void {
    const now = performance.now();
    for (const [segmentId, segment] of this.#known) {
      if (this.#parts.isHeld() || this.#running.size >= MOST_AT_ONCE) return;
      if (this.#running.has(segmentId) || now < (this.#notBefore.get(segmentId) ?? 0)) continue;
      this.#running.add(segmentId);
      void this.#takeSegment(segment).finally(() => {
        this.#running.delete(segmentId);
        this.keepFetching();
      });
    }
  }

  /** Ends the downloads of now; those not taken are begun again when it goes on. */
  hold(): void {
    this.#closing.abort();
    this.#closing = new AbortController();
  }

  /** Ends all for good. */
  close(): void {
    this.#known.clear();
    this.#closing.abort();
  }

  async #takeSegment(segment: RelaySegment): Promise<void> {
    const { segmentId } = segment;
    try {
      const bad = this.#parts.store.written.has(segment.file) ? await this.#fetchMissing(segment) : [];
      const isDurable = await this.#parts.store.flush();
      const isMissing = this.#missingOf(segment).some((block) => !bad.includes(block));
      // Once it is said to be taken, the relay holds it no more.
      if (!isDurable || isMissing) return this.#later(segmentId);
      this.#known.delete(segmentId);
      this.#taken.add(segmentId);
      this.#parts.onTaken(segment, bad);
    } catch (error) {
      const status = error instanceof RelayFetchError ? error.status : 0;
      if (status === 404 || status === 410) this.#known.delete(segmentId);
      else this.#later(segmentId);
      if (status === 401) await this.#parts.renewSession();
    }
  }

  /** Returns the blocks that do not open. */
  async #fetchMissing(segment: RelaySegment): Promise<number[]> {
    const { file } = segment;
    const [first] = this.#missingOf(segment);
    if (first === undefined) return [];
    const bad: number[] = [];
    await fetchSegment({
      segment,
      fromBlock: first,
      headers: this.#parts.headers,
      signal: this.#closing.signal,
      bufferFor: (length) => this.#parts.pool.take(length),
      take: async (block, sealed) => {
        // [T17] Whoever has the key can seal anything: what does not fit would lie over its neighbours.
        const fits = this.#parts.sealedLength(file, block) === sealed.byteLength;
        const outcome = fits ? await this.#parts.pipeline.take({ file, block, sealed }) : 'bad';
        this.#parts.pool.give(sealed);
        if (outcome === 'bad') bad.push(block);
        this.#tries.delete(segment.segmentId);
        this.#parts.onMoved();
      },
    });
    return bad;
  }

  #missingOf({ file, firstBlock, blockCount }: RelaySegment): number[] {
    const written = this.#parts.store.written.get(file);
    if (!written) return [];
    const blocks = Array.from({ length: blockCount }, (_, n) => firstBlock + n);
    return blocks.filter((block) => block < written.length && !written.has(block));
  }

  #later(segmentId: string): void {
    const tries = this.#tries.get(segmentId) ?? 0;
    this.#tries.set(segmentId, tries + 1);
    this.#notBefore.set(segmentId, performance.now() + AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]!);
  }
}
