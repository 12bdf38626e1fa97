import type { Prisma } from '../../../generated/prisma/client.ts';
import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId, SegmentId } from '../../../shared/core/ids.ts';
import { blockCountOf } from '../../../shared/transfers/blocks.ts';
import { fitsBlocks, metadataOf, type NewSegment, relayLimits } from '../../../shared/transfers/relay.ts';
import type { Database } from '../../core/database.ts';
import type { Announce, Clock, Log } from '../../core/ports.ts';
import { type BareRow, roleOf } from '../transferRow.ts';
import type { TransfersService } from '../transfers.service.ts';
import type { RelayBytes } from './relayBytes.port.ts';
import { hasTooManyOpen, lackOfRoom, type RelaySettings, relayUse } from './relayRoom.ts';
import { idOf, isSameSegment, liveTransfer, type SegmentWithParties, toSegment, withParties } from './segmentRow.ts';
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
/** Held while room is counted and taken, so that many who ask at once cannot take more than there is. */
const ROOM_LOCK = 7_202_612;
const IN_TURN = { maxWait: 10_000, timeout: 10_000 };

/** Segments of the relay, from their first byte to their last: rows and bytes together. */
export function createSegmentsService(parts: SegmentsParts) {
  const { db, clock, announce, log, bytes, settings } = parts;

  function requireFits(segment: NewSegment, transfer: BareRow): void {
    if (!fitsBlocks(segment.sizeBytes, segment.blockCount)) throw new DomainError('relay.wrong_size');
    const isAskedFor = transfer.chosenFiles.length === 0 || transfer.chosenFiles.includes(segment.file);
    if (segment.file >= transfer.fileCount || !isAskedFor) throw new DomainError('transfers.no_such_file');
    const lastBlock = segment.firstBlock + segment.blockCount;
    if (lastBlock > blockCountOf(Number(transfer.totalBytes))) throw new DomainError('relay.no_such_block');
  }

  async function takeRoom(tx: Prisma.TransactionClient, segment: NewSegment, by: AccountId): Promise<void> {
    const now = clock.now();
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ROOM_LOCK})`;
    const before = await tx.relaySegment.findUnique({ where: { id: segment.segmentId } });
    if (before && isSameSegment(before, segment, by)) return;
    // Under another's id nothing is said of it.
    if (before) throw new DomainError(before.uploaderId === by ? 'relay.segment_changed' : 'relay.not_found');
    const use = await relayUse(tx, by, now);
    const lack = lackOfRoom(settings, use, await bytes.freeBytes(), segment.sizeBytes);
    if (lack) throw new DomainError(lack);
    if (hasTooManyOpen(use)) throw new DomainError('relay.too_many');
    // Shared with nobody who ends the transfer: what is begun after its end would lie here until the sweep.
    const live = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM transfers WHERE id = ${segment.transferId}::uuid AND state IN ('offered', 'accepted') FOR SHARE`;
    if (live.length === 0) throw new DomainError('transfers.ended');
    const expiresAt = new Date(now.getTime() + relayLimits.unfinishedLifeMs);
    const { segmentId: id, ...place } = segment;
    await tx.relaySegment.create({ data: { id, ...place, uploaderId: by, createdAt: now, expiresAt } });
    log.debug({ segmentId: id, transferId: segment.transferId }, 'segment begun');
  }

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
    const [ready] = await db.relaySegment.updateManyAndReturn({
      where: { id: row.id, readyAt: null },
      data: { readyAt: now, expiresAt: new Date(now.getTime() + settings.lifeMs) },
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

  async function deleteBytes(id: SegmentId): Promise<void> {
    const release = await parts.locks.acquire(id, { onWanted: () => {}, waitMs: LOCK_WAIT_MS });
    await bytes.delete(id).finally(release);
  }

  return {
    progress,

    /** Begins a segment: its whole length counts from now on. Begun twice with the same id it is one. */
    async open(segment: NewSegment, by: AccountId): Promise<void> {
      const transfer = await parts.transfers.findLive(segment.transferId, by);
      if (roleOf(transfer, by) !== 'sender') throw new DomainError('transfers.not_sender');
      requireFits(segment, transfer);
      await db.$transaction((tx) => takeRoom(tx, segment, by), IN_TURN);
    },

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

    /** Forgets a segment whose lock the caller holds. */
    async remove(id: SegmentId): Promise<void> {
      await db.relaySegment.deleteMany({ where: { id } });
      await bytes.delete(id);
    },

    /** Forgets segments: the rows first, so that nothing is added any more, then the bytes. */
    async drop(ids: SegmentId[]): Promise<void> {
      await db.relaySegment.deleteMany({ where: { id: { in: ids } } });
      await Promise.all(ids.map(deleteBytes));
    },

    deleteBytes,
  };
}

export type SegmentsService = ReturnType<typeof createSegmentsService>;
