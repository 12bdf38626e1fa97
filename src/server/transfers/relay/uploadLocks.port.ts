import type { SegmentId } from '../../../shared/core/ids.ts';

/** Gives the lock back; harmless when called twice. */
export type Release = () => Promise<void>;

/**
 * One request at a time works on a segment. Whoever has the lock is told once when another wants it: a phone that comes
 * back from a dead spot must not wait for its own old connection to time out.
 */
export interface UploadLocks {
  /** Refuses with `relay.busy` after `waitMs`, and when the signal aborts. */
  acquire(id: SegmentId, wanted: { onWanted(): void; waitMs: number; signal?: AbortSignal }): Promise<Release>;
}
