import type { Prisma } from '../../../generated/prisma/client.ts';
import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId } from '../../../shared/core/ids.ts';
import { blockCountOf } from '../../../shared/transfers/blocks.ts';
import { fitsBlocks, type NewSegment, relayLimits } from '../../../shared/transfers/relay.ts';
import { IN_TURN } from '../../core/database.ts';
import { holdLive, makeParcels, type Parcel, placeOf } from './parcels.ts';
import { lackOfRoom, relayUse } from './relayRoom.ts';
import { isSameSegment } from './segmentRow.ts';
import type { SegmentsParts } from './segments.service.ts';

/** Held while room is counted and taken, so that many who ask at once cannot take more than there is. */
const ROOM_LOCK = 7_202_612;

/** Begins a segment: its whole length counts from now on. Begun twice with the same id it is one. */
export function makeSegmentOpening(parts: Omit<SegmentsParts, 'wholeChanged'>) {
  const { db, clock, log, bytes, settings } = parts;
  const findLive = makeParcels(parts);

  function requireFits(segment: NewSegment, parcel: Parcel): void {
    if (!fitsBlocks(segment.sizeBytes, segment.blockCount)) throw new DomainError('relay.wrong_size');
    const isAskedFor = parcel.chosenFiles.length === 0 || parcel.chosenFiles.includes(segment.file);
    if (segment.file >= parcel.fileCount || !isAskedFor) throw new DomainError('transfers.no_such_file');
    const lastBlock = segment.firstBlock + segment.blockCount;
    if (lastBlock > blockCountOf(parcel.totalBytes)) throw new DomainError('relay.no_such_block');
  }

  async function takeRoom(tx: Prisma.TransactionClient, segment: NewSegment, parcel: Parcel): Promise<void> {
    const by = parcel.senderId;
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
    if (lack) {
      parts.meters.count('spotlight_relay_refusals_total', { reason: lack });
      throw new DomainError(`relay.${lack}`);
    }
    if (use.ownUnfinished >= relayLimits.openPerAccount) throw new DomainError('relay.too_many');
    await holdLive(tx, parcel, now);
    const { segmentId: id, transferId: _, ...run } = segment;
    await tx.relaySegment.create({
      data: { id, ...placeOf(parcel), ...run, uploaderId: by, createdAt: now, expiresAt },
    });
    log.debug({ segmentId: id, transferId: segment.transferId }, 'segment begun');
  }

  return async (segment: NewSegment, by: AccountId): Promise<void> => {
    const parcel = await findLive(segment.transferId, by);
    if (parcel.role !== 'sender') throw new DomainError('transfers.not_sender');
    requireFits(segment, parcel);
    await db.$transaction((tx) => takeRoom(tx, { ...segment, transferId: parcel.id }, parcel), IN_TURN);
  };
}
