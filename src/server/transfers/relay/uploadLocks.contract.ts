import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { SegmentId } from '../../../shared/core/ids.ts';
import { settled } from '../../../testing/settled.ts';
import type { UploadLocks } from './uploadLocks.port.ts';

/** What every adapter of UploadLocks must do; `one` and `other` are two nodes where there can be two. */
export function describeUploadLocks(name: string, open: () => Promise<{ one: UploadLocks; other: UploadLocks }>): void {
  describe(`upload locks in ${name}`, () => {
    let one: UploadLocks;
    let other: UploadLocks;
    let id: SegmentId;
    beforeEach(async () => {
      ({ one, other } = await open());
      id = randomUUID() as SegmentId;
    });
    const busy = expect.objectContaining({ code: 'relay.busy' });
    const patient = { onWanted: () => {}, waitMs: 5000 };

    test('are held by one at a time; others get them in turn', async () => {
      let holders = 0;
      let most = 0;
      await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const release = await (n % 2 ? one : other).acquire(id, patient);
          most = Math.max(most, ++holders);
          await new Promise((resolve) => setImmediate(resolve));
          holders--;
          await release();
        }),
      );
      expect([most, holders]).toEqual([1, 0]);
    });

    test('of different segments do not hinder each other', async () => {
      const release = await one.acquire(id, patient);
      await (await other.acquire(randomUUID() as SegmentId, { ...patient, waitMs: 500 }))();
      await release();
    });

    test('whoever has it is told when another wants it, and only then', async () => {
      const onWanted = vi.fn();
      const release = await one.acquire(id, { ...patient, onWanted });
      expect(onWanted).not.toHaveBeenCalled();
      const next = other.acquire(id, patient);
      await settled(() => expect(onWanted).toHaveBeenCalled());
      await release();
      await (await next)();
    });

    test('whoever gets it while others wait is told so too', async () => {
      const release = await one.acquire(id, patient);
      // Which of them is next is not promised.
      const waiting = [other, one].map((locks) => {
        const onWanted = vi.fn();
        return locks.acquire(id, { ...patient, onWanted }).then((release) => ({ release, onWanted }));
      });
      await release();
      const next = await Promise.race(waiting);
      await settled(() => expect(next.onWanted).toHaveBeenCalled());
      await next.release();
      for (const { release } of await Promise.all(waiting)) await release();
    });

    test('whoever waits too long is refused, and is not in the way of the next', async () => {
      const release = await one.acquire(id, patient);
      await expect(other.acquire(id, { ...patient, waitMs: 20 })).rejects.toEqual(busy);
      await release();
      await (await one.acquire(id, { ...patient, waitMs: 500 }))();
    });

    test('whoever gives up is refused, before or while it waits', async () => {
      const release = await one.acquire(id, patient);
      const giver = new AbortController();
      const waiting = other.acquire(id, { ...patient, signal: giver.signal });
      giver.abort();
      await expect(waiting).rejects.toEqual(busy);
      await expect(other.acquire(id, { ...patient, signal: giver.signal })).rejects.toEqual(busy);
      await release();
      await (await one.acquire(id, { ...patient, waitMs: 500 }))();
    });

    test('giving it back twice does not take it from the next', async () => {
      const release = await one.acquire(id, patient);
      await release();
      const releaseNext = await other.acquire(id, patient);
      await release();
      await expect(one.acquire(id, { ...patient, waitMs: 20 })).rejects.toEqual(busy);
      await releaseNext();
    });
  });
}
