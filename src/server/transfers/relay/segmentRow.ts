import type { Prisma, RelaySegment as SegmentRow } from '../../../generated/prisma/client.ts';
import type { AccountId, SegmentId, ShareId, TransferId } from '../../../shared/core/ids.ts';
import type { NewSegment, RelaySegment } from '../../../shared/transfers/relay.ts';
import type { Topic } from '../../core/ports.ts';
import { liveShare } from '../shares/shareRow.ts';
import { liveTransfer } from '../transferRow.ts';

/** What a segment is part of, as far as it says who is told of it and how long it lives. */
export const withParcel = {
  transfer: { select: { senderId: true, recipientId: true, createdAt: true } },
  share: { select: { ownerId: true, expiresAt: true } },
} as const;
export type SegmentWithParcel = Prisma.RelaySegmentGetPayload<{ include: typeof withParcel }>;

/** Segments whose transfer or share lives. */
export const ofLiveParcel = (now: Date) => ({ OR: [{ transfer: liveTransfer(now) }, { share: liveShare(now) }] });

export const idOf = (row: SegmentRow) => row.id as SegmentId;

/** Who hears of a segment: whoever brings it, and those it is for. */
export function partiesOf({ transfer, share, shareId }: SegmentWithParcel): { sender: Topic; receivers: Topic } {
  if (transfer) {
    const { senderId, recipientId } = transfer;
    return { sender: `account:${senderId as AccountId}`, receivers: `account:${recipientId as AccountId}` };
  }
  return { sender: `account:${share?.ownerId as AccountId}`, receivers: `share:${shareId as ShareId}` };
}

export function toSegment(row: SegmentRow): RelaySegment {
  return {
    segmentId: idOf(row),
    transferId: (row.transferId ?? row.shareId) as TransferId,
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
    (row.transferId ?? row.shareId) === segment.transferId &&
    row.file === segment.file &&
    row.firstBlock === segment.firstBlock &&
    row.blockCount === segment.blockCount &&
    row.sizeBytes === segment.sizeBytes
  );
}
