import type { Prisma } from '../../../generated/prisma/client.ts';
import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId, SegmentId, ShareId } from '../../../shared/core/ids.ts';
import { metadataOf, relayLimits } from '../../../shared/transfers/relay.ts';
import type { Database } from '../../core/database.ts';
import type { Meters } from '../../core/meters.ts';
import type { Announce, Clock, Log } from '../../core/ports.ts';
import { liveShare } from '../shares/shareRow.ts';
import { liveTransfer } from '../transferRow.ts';
import type { ParcelsParts } from './parcels.ts';
import type { RelayBytes } from './relayBytes.port.ts';
import type { RelaySettings } from './relayRoom.ts';
import { makeSegmentOpening } from './segmentOpening.ts';
import { idOf, ofLiveParcel, partiesOf, type SegmentWithParcel, toSegment, withParcel } from './segmentRow.ts';
import type { UploadLocks } from './uploadLocks.port.ts';

export interface SegmentsParts extends ParcelsParts {
  db: Database;
  clock: Clock;
  announce: Announce;
  log: Log;
  meters: Meters;
  bytes: RelayBytes;
  locks: UploadLocks;
  settings: RelaySettings;
  /** More, or less, of a share is whole than before. */
  wholeChanged(id: ShareId): Promise<void>;
}

/** A segment that can be fetched. */
export interface WholeSegment {
  id: SegmentId;
  sizeBytes: number;
  readyAt: Date;
}

/** How long a request waits for the one before it on the same segment. */
export const LOCK_WAIT_MS = 10_000;

/** Segments of the relay, from their first byte to their last: rows and bytes together. */
export function createSegmentsService(parts: SegmentsParts) {
  const { db, clock, announce, log, meters, bytes, settings } = parts;

  async function findRow(id: SegmentId): Promise<SegmentWithParcel> {
    const row = await db.relaySegment.findUnique({ where: { id }, include: withParcel });
    if (!row) throw new DomainError('relay.not_found');
    return row;
  }

  /** Until when a segment that is whole now is kept: one of a share as long as the share [S4]. */
  function keptUntil({ createdAt, share }: SegmentWithParcel, now: Date): Date {
    const longest = createdAt.getTime() + relayLimits.longestLifeMs;
    return new Date(Math.min(share ? share.expiresAt.getTime() : now.getTime() + settings.lifeMs, longest));
  }

  /** What waits here for someone who has not answered yet would be lost with the offer: that lives as long [R16]. */
  async function prolongOffer({ transferId, transfer }: SegmentWithParcel, until: Date): Promise<void> {
    if (!transferId || !transfer) return;
    const longest = transfer.createdAt.getTime() + relayLimits.longestLifeMs;
    const expiresAt = new Date(Math.min(until.getTime(), longest));
    await db.transfer.updateMany({
      where: { id: transferId, state: 'offered', expiresAt: { lt: expiresAt } },
      data: { expiresAt },
    });
  }

  /** Once all bytes are there and would outlive a loss of power, those it is for may have them. */
  async function finish(row: SegmentWithParcel): Promise<void> {
    if (row.readyAt) return;
    await bytes.flush(idOf(row));
    const now = clock.now();
    const expiresAt = keptUntil(row, now);
    // First of the two: a node that dies in between finishes it at the next look.
    await prolongOffer(row, expiresAt);
    const [ready] = await db.relaySegment.updateManyAndReturn({
      where: { id: row.id, readyAt: null },
      data: { readyAt: now, expiresAt },
    });
    if (!ready) return;
    meters.count('spotlight_relay_bytes_total', { what: 'uploaded' }, ready.sizeBytes);
    log.debug({ segmentId: row.id, transferId: row.transferId, shareId: row.shareId }, 'segment ready');
    announce('relay:segment-ready', partiesOf(row).receivers, { segment: toSegment(ready) });
    if (row.shareId) await parts.wholeChanged(row.shareId as ShareId);
  }

  async function findWhole(where: Prisma.RelaySegmentWhereInput): Promise<WholeSegment> {
    const row = await db.relaySegment.findFirst({ where: { ...where, expiresAt: { gt: clock.now() } } });
    if (!row?.readyAt) throw new DomainError('relay.not_found');
    return { id: idOf(row), sizeBytes: row.sizeBytes, readyAt: row.readyAt };
  }

  /** How far an upload is. One that was whole when its node died is finished here. */
  async function progress(id: SegmentId) {
    const row = await findRow(id);
    const offset = await bytes.size(id);
    if (offset === row.sizeBytes) await finish(row);
    return { metadata: metadataOf(toSegment(row)), sizeBytes: row.sizeBytes, offset };
  }

  /** Once nobody writes them any more: whoever does is asked to stop. */
  async function deleteBytes(id: SegmentId): Promise<void> {
    const release = await parts.locks.acquire(id, { onWanted: () => {}, waitMs: LOCK_WAIT_MS });
    await bytes.delete(id).finally(release);
  }

  async function tellDropped(rows: SegmentWithParcel[]): Promise<void> {
    for (const row of rows) {
      const { segmentId, transferId } = toSegment(row);
      log.debug({ segmentId, transferId }, 'segment dropped');
      const { sender, receivers } = partiesOf(row);
      announce('relay:segment-dropped', [sender, receivers], { transferId, segmentId });
    }
    for (const id of new Set(rows.map(({ shareId }) => shareId))) if (id) await parts.wholeChanged(id as ShareId);
  }

  return {
    progress,

    open: makeSegmentOpening(parts),

    /** Refuses all but the account that began this segment, while its transfer or share lives. */
    async requireUploader(id: SegmentId, by: AccountId): Promise<void> {
      const now = clock.now();
      const row = await db.relaySegment.findFirst({
        where: { id, uploaderId: by, expiresAt: { gt: now }, ...ofLiveParcel(now) },
      });
      if (!row) throw new DomainError('relay.not_found');
    },

    /** A whole segment, for the account it is for, while its transfer lives. */
    async findForRecipient(id: SegmentId, by: AccountId): Promise<WholeSegment> {
      return findWhole({ id, transfer: { recipientId: by, ...liveTransfer(clock.now()) } });
    },

    /** A whole segment of a share that lives. */
    async findOfShare(id: SegmentId, shareId: ShareId): Promise<WholeSegment> {
      return findWhole({ id, shareId, share: liveShare(clock.now()) });
    },

    /** Adds what comes, and finishes what is whole; whoever calls holds the upload's lock. Says how much there is then. */
    async append(id: SegmentId, offset: number, source: AsyncIterable<Uint8Array>): Promise<number> {
      const row = await findRow(id);
      const now = clock.now().getTime();
      await db.relaySegment.updateMany({
        where: { id, readyAt: null, createdAt: { gt: new Date(now - settings.lifeMs) } },
        data: { expiresAt: new Date(now + relayLimits.unfinishedLifeMs) },
      });
      const held = await bytes.append(id, offset, source);
      if (held === row.sizeBytes) await finish(row);
      return held;
    },

    read: (id: SegmentId, first: number, last: number) => {
      meters.count('spotlight_relay_bytes_total', { what: 'fetched' }, last - first + 1);
      return bytes.read(id, first, last);
    },

    /** The sender takes a segment back; whoever calls holds its lock. */
    async remove(id: SegmentId): Promise<void> {
      const row = await findRow(id);
      await db.relaySegment.deleteMany({ where: { id } });
      await bytes.delete(id);
      await tellDropped([row]);
    },

    /** Forgets segments: the rows first, so that nothing is added any more, then the bytes. */
    async drop(rows: SegmentWithParcel[], { isTold }: { isTold: boolean }): Promise<void> {
      await db.relaySegment.deleteMany({ where: { id: { in: rows.map(idOf) } } });
      if (isTold) await tellDropped(rows);
      for (const row of rows) await deleteBytes(idOf(row));
    },

    deleteBytes,
  };
}

export type SegmentsService = ReturnType<typeof createSegmentsService>;
