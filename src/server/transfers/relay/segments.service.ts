import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId, SegmentId, TransferId } from '../../../shared/core/ids.ts';
import { metadataOf, relayLimits } from '../../../shared/transfers/relay.ts';
import type { Database } from '../../core/database.ts';
import type { Announce, Clock, Log } from '../../core/ports.ts';
import type { TransfersService } from '../transfers.service.ts';
import type { RelayBytes } from './relayBytes.port.ts';
import type { RelaySettings } from './relayRoom.ts';
import { makeSegmentOpening } from './segmentOpening.ts';
import { idOf, liveTransfer, type SegmentWithParties, toSegment, withParties } from './segmentRow.ts';
import type { UploadLocks } from './uploadLocks.port.ts';

export interface SegmentsParts {
  db: Database;
  clock: Clock;
  announce: Announce;
  log: Log;
  transfers: Pick<TransfersService, 'findLive'>;
  bytes: RelayBytes;
  locks: UploadLocks;
  settings: RelaySettings;
}

/** How long a request waits for the one before it on the same segment. */
export const LOCK_WAIT_MS = 10_000;

/** Segments of the relay, from their first byte to their last: rows and bytes together. */
export function createSegmentsService(parts: SegmentsParts) {
  const { db, clock, announce, log, bytes, settings } = parts;

  async function findRow(id: SegmentId): Promise<SegmentWithParties> {
    const row = await db.relaySegment.findUnique({ where: { id }, include: withParties });
    if (!row) throw new DomainError('relay.not_found');
    return row;
  }

  /** Once all bytes are there and would outlive a loss of power, the recipient may have them. */
  async function finish(row: SegmentWithParties): Promise<void> {
    if (row.readyAt) return;
    await bytes.flush(idOf(row));
    const now = clock.now();
    const longest = row.createdAt.getTime() + relayLimits.longestLifeMs;
    const [ready] = await db.relaySegment.updateManyAndReturn({
      where: { id: row.id, readyAt: null },
      data: { readyAt: now, expiresAt: new Date(Math.min(now.getTime() + settings.lifeMs, longest)) },
    });
    if (!ready) return;
    log.debug({ segmentId: row.id, transferId: row.transferId }, 'segment ready');
    announce('relay:segment-ready', `account:${row.transfer.recipientId as AccountId}`, { segment: toSegment(ready) });
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

  function tellDropped({ id, transferId, transfer }: SegmentWithParties): void {
    log.debug({ segmentId: id, transferId }, 'segment dropped');
    const to = [transfer.senderId, transfer.recipientId] as AccountId[];
    const topics = to.map((account) => `account:${account}` as const);
    announce('relay:segment-dropped', topics, { transferId: transferId as TransferId, segmentId: id as SegmentId });
  }

  return {
    progress,

    open: makeSegmentOpening(parts),

    /** Refuses all but the account that began this segment, while its transfer lives. */
    async requireUploader(id: SegmentId, by: AccountId): Promise<void> {
      const now = clock.now();
      const row = await db.relaySegment.findFirst({
        where: { id, uploaderId: by, expiresAt: { gt: now }, transfer: liveTransfer(now) },
      });
      if (!row) throw new DomainError('relay.not_found');
    },

    /** A whole segment, for the account it is for, while its transfer lives. */
    async findForRecipient(id: SegmentId, by: AccountId): Promise<{ id: SegmentId; sizeBytes: number; readyAt: Date }> {
      const now = clock.now();
      const transfer = { recipientId: by, ...liveTransfer(now) };
      const row = await db.relaySegment.findFirst({ where: { id, expiresAt: { gt: now }, transfer } });
      if (!row?.readyAt) throw new DomainError('relay.not_found');
      return { id: idOf(row), sizeBytes: row.sizeBytes, readyAt: row.readyAt };
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

    read: (id: SegmentId, first: number, last: number) => bytes.read(id, first, last),

    /** The sender takes a segment back; whoever calls holds its lock. */
    async remove(id: SegmentId): Promise<void> {
      const row = await findRow(id);
      await db.relaySegment.deleteMany({ where: { id } });
      await bytes.delete(id);
      tellDropped(row);
    },

    /** Forgets segments: the rows first, so that nothing is added any more, then the bytes. */
    async drop(rows: SegmentWithParties[], { isTold }: { isTold: boolean }): Promise<void> {
      await db.relaySegment.deleteMany({ where: { id: { in: rows.map(idOf) } } });
      if (isTold) rows.forEach(tellDropped);
      for (const row of rows) await deleteBytes(idOf(row));
    },

    deleteBytes,
  };
}

export type SegmentsService = ReturnType<typeof createSegmentsService>;
