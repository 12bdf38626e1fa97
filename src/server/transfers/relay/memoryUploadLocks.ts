import { DomainError } from '../../../shared/core/errors.ts';
import type { SegmentId } from '../../../shared/core/ids.ts';
import type { UploadLocks } from './uploadLocks.port.ts';

interface Claim {
  onWanted(): void;
  /** Called when this claim has come to the front. */
  grant(): void;
}

/** Upload locks in this process: first come, first served. */
export function makeMemoryUploadLocks(): UploadLocks {
  /** The first of each queue holds the lock. */
  const queues = new Map<SegmentId, Claim[]>();

  function leave(id: SegmentId, claim: Claim): void {
    const queue = queues.get(id) ?? [];
    const place = queue.indexOf(claim);
    if (place === -1) return;
    queue.splice(place, 1);
    if (queue.length === 0) queues.delete(id);
    else if (place === 0) promote(queue);
  }

  function promote(queue: Claim[]): void {
    const [next] = queue;
    next?.grant();
    if (queue.length > 1) next?.onWanted();
  }

  return {
    acquire: (id, { onWanted, waitMs, signal }) =>
      new Promise((granted, refused) => {
        const queue = queues.get(id) ?? [];
        queues.set(id, queue);
        const giveUp = () => {
          settle();
          leave(id, claim);
          refused(new DomainError('relay.busy'));
        };
        const timer = setTimeout(giveUp, waitMs);
        const settle = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
        };
        const claim: Claim = {
          onWanted,
          grant: () => {
            settle();
            granted(async () => leave(id, claim));
          },
        };
        queue.push(claim);
        if (signal?.aborted) giveUp();
        else if (queue.length === 1) claim.grant();
        else {
          signal?.addEventListener('abort', giveUp);
          // The second in the queue speaks for all behind it.
          if (queue.length === 2) queue[0]?.onWanted();
        }
      }),
  };
}
