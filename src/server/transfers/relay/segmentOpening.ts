import type { Prisma } from '../../../generated/prisma/client.ts';
import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId } from '../../../shared/core/ids.ts';
import { blockCountOf } from '../../../shared/transfers/blocks.ts';
import { fitsBlocks, type NewSegment, relayLimits } from '../../../shared/transfers/relay.ts';
import { type BareRow, roleOf } from '../transferRow.ts';
import { lackOfRoom, relayUse } from './relayRoom.ts';
import { isSameSegment } from './segmentRow.ts';
import type { SegmentsParts } from './segments.service.ts';

/** Held while room is counted and taken, so that many who ask at once cannot take more than there is. */
const ROOM_LOCK = 7_202_612;
const IN_TURN = { maxWait: 10_000, timeout: 10_000 };

/** Begins a segment: its whole length counts from now on. Begun twice with the same id it is one. */
export function makeSegmentOpening({ db, clock, log, transfers, bytes, settings }: SegmentsParts) {
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
    const expiresAt = new Date(now.getTime() + relayLimits.unfinishedLifeMs);
    if (before && isSameSegment(before, segment, by)) {
      await tx.relaySegment.updateMany({ where: { id: before.id, readyAt: null }, data: { expiresAt } });
      return;
    }
    // Of another's segment nothing is said.
    if (before) throw new DomainError(before.uploaderId === by ? 'relay.segment_changed' : 'relay.not_found');
    const use = await relayUse(tx, by, now);
    const lack = lackOfRoom(settings, use, await bytes.freeBytes(), segment.sizeBytes);
    if (lack) throw new DomainError(lack);
    if (use.ownUnfinished >= relayLimits.openPerAccount) throw new DomainError('relay.too_many');
    // Shared with nobody who ends the transfer: what is begun after its end would lie here until the sweep.
    const live = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM transfers WHERE id = ${segment.transferId}::uuid AND state IN ('offered', 'accepted') FOR SHARE`;
    if (live.length === 0) throw new DomainError('transfers.ended');
    const { segmentId: id, ...place } = segment;
    await tx.relaySegment.create({ data: { id, ...place, uploaderId: by, createdAt: now, expiresAt } });
    log.debug({ segmentId: id, transferId: segment.transferId }, 'segment begun');
  }

  return async (segment: NewSegment, by: AccountId): Promise<void> => {
    const transfer = await transfers.findLive(segment.transferId, by);
    if (roleOf(transfer, by) !== 'sender') throw new DomainError('transfers.not_sender');
    requireFits(segment, transfer);
    await db.$transaction((tx) => takeRoom(tx, segment, by), IN_TURN);
  };
}
