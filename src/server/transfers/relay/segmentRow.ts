import type { Prisma, RelaySegment as SegmentRow } from '../../../generated/prisma/client.ts';
import type { AccountId, SegmentId, TransferId } from '../../../shared/core/ids.ts';
import type { NewSegment, RelaySegment } from '../../../shared/transfers/relay.ts';

/** The parties of a segment's transfer, who are told of it. */
export const withParties = { transfer: { select: { senderId: true, recipientId: true } } } as const;
export type SegmentWithParties = Prisma.RelaySegmentGetPayload<{ include: typeof withParties }>;

/** Transfers in which something may still happen. */
export const liveTransfer = (now: Date) => ({ state: { in: ['offered', 'accepted'] }, expiresAt: { gt: now } });

export const idOf = (row: SegmentRow) => row.id as SegmentId;

export function toSegment(row: SegmentRow): RelaySegment {
  return {
    segmentId: idOf(row),
    transferId: row.transferId as TransferId,
    file: row.file,
    firstBlock: row.firstBlock,
    blockCount: row.blockCount,
    sizeBytes: row.sizeBytes,
    expiresAt: row.expiresAt.toISOString(),
  };
}

/** Whether this is what the same account began before under this id. */
export function isSameSegment(row: SegmentRow, segment: NewSegment, by: AccountId): boolean {
  return (
    row.uploaderId === by &&
    row.transferId === segment.transferId &&
    row.file === segment.file &&
    row.firstBlock === segment.firstBlock &&
    row.blockCount === segment.blockCount &&
    row.sizeBytes === segment.sizeBytes
  );
}
