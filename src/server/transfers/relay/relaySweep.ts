import type { SegmentId } from '../../../shared/core/ids.ts';
import { liveShare } from '../shares/shareRow.ts';
import { liveTransfer } from '../transferRow.ts';
import type { RelayParts } from './relay.service.ts';
import { idOf, ofLiveParcel, withParcel } from './segmentRow.ts';

const BATCH = 200;

/** What sets the relay right at any time, and after a crash. Aborted, it stops between two batches. */
export function makeRelaySweeps({ db, clock, log, meters, bytes, segments }: RelayParts) {
  async function dropOverdue(signal?: AbortSignal): Promise<void> {
    const now = clock.now();
    for (;;) {
      signal?.throwIfAborted();
      const rows = await db.relaySegment.findMany({
        where: { OR: [{ expiresAt: { lte: now } }, { NOT: ofLiveParcel(now) }] },
        include: withParcel,
        take: BATCH,
      });
      await segments.drop(rows, { isTold: true });
      const dropped = rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      meters.count('spotlight_relay_bytes_total', { what: 'expired' }, dropped);
      if (rows.length < BATCH) return;
    }
  }

  async function sizesNow(signal?: AbortSignal): Promise<Map<SegmentId, number>> {
    const sizes = new Map<SegmentId, number>();
    for await (const { id, sizeBytes } of bytes.list()) {
      if (sizes.set(id, sizeBytes).size % BATCH === 0) signal?.throwIfAborted();
    }
    return sizes;
  }

  /**
   * A node may have died after the last byte came and before the row said so; a disk may have lost what was whole. Asked
   * one by one only where the list, which is older than the rows, does not say that all is well.
   */
  async function matchRows(sizes: Map<SegmentId, number>, signal?: AbortSignal): Promise<void> {
    for (let last: string | undefined; ; ) {
      signal?.throwIfAborted();
      const rows = await db.relaySegment.findMany({
        where: last ? { id: { gt: last } } : {},
        include: withParcel,
        orderBy: { id: 'asc' },
        take: BATCH,
      });
      for (const row of rows) {
        const isWhole = sizes.get(idOf(row)) === row.sizeBytes || (await bytes.size(idOf(row))) === row.sizeBytes;
        if (isWhole && !row.readyAt) await segments.progress(idOf(row));
        if (isWhole || !row.readyAt) continue;
        log.warn(
          { segmentId: row.id, transferId: row.transferId, shareId: row.shareId },
          'bytes of a segment are gone',
        );
        await segments.drop([row], { isTold: true });
      }
      last = rows.at(-1)?.id;
      if (rows.length < BATCH) return;
    }
  }

  /** A row comes before its bytes and goes before them, so bytes seen first and then found without a row are no one's. */
  async function deleteOrphans(seen: SegmentId[], signal?: AbortSignal): Promise<void> {
    for (let at = 0; at < seen.length; at += BATCH) {
      signal?.throwIfAborted();
      await deleteUnnamed(seen.slice(at, at + BATCH));
    }
  }

  async function deleteUnnamed(ids: SegmentId[]): Promise<void> {
    const rows = await db.relaySegment.findMany({ where: { id: { in: ids } }, select: { id: true } });
    const named = new Set(rows.map(({ id }) => id));
    for (const id of ids) if (!named.has(id)) await segments.deleteBytes(id);
  }

  async function forgetEnded(): Promise<void> {
    const now = clock.now();
    const ended = { transfer: { NOT: liveTransfer(now) } };
    await db.relayRoot.deleteMany({ where: ended });
    await db.relayHave.deleteMany({ where: ended });
    await db.shareRoot.deleteMany({ where: { share: { NOT: liveShare(now) } } });
  }

  return {
    /** Nothing outlives its time. */
    dropOverdue,
    /** Rows and bytes agree, and nothing outlives its time. */
    async sweep(signal?: AbortSignal): Promise<void> {
      await dropOverdue(signal);
      const sizes = await sizesNow(signal);
      await matchRows(sizes, signal);
      await deleteOrphans([...sizes.keys()], signal);
      await forgetEnded();
    },
  };
}
