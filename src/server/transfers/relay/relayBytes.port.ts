import type { Readable } from 'node:stream';
import type { SegmentId } from '../../../shared/core/ids.ts';

/** Where the sealed bytes of segments are. One writer at a time per segment: callers hold its upload lock. */
export interface RelayBytes {
  /**
   * Adds what comes to the end of a segment, which must be at `offset`, and says how long it is then. When what comes
   * breaks off, it throws, and a first part of it stays.
   */
  append(id: SegmentId, offset: number, source: AsyncIterable<Uint8Array>): Promise<number>;
  /** How many bytes there are; none when nothing was ever added. */
  size(id: SegmentId): Promise<number>;
  /** Once this returns, the bytes outlive a loss of power. */
  flush(id: SegmentId): Promise<void>;
  /** The bytes from `first` to `last`, both included; null when they are gone. */
  read(id: SegmentId, first: number, last: number): Promise<Readable | null>;
  delete(id: SegmentId): Promise<void>;
  /** Every segment of which there are bytes, and how many, in no order. */
  list(): AsyncIterable<{ id: SegmentId; sizeBytes: number }>;
  /** Room left where the bytes are; infinite where there is no end to it. */
  freeBytes(): Promise<number>;
  /** Throws when the bytes cannot be reached now. */
  check(): Promise<void>;
}
