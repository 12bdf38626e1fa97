import type { Prisma } from '../../../generated/prisma/client.ts';
import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId, ShareId, TransferId } from '../../../shared/core/ids.ts';
import type { Role } from '../../../shared/transfers/transferState.ts';
import type { Topic } from '../../core/ports.ts';
import { type BareShare, requireLiveShare } from '../shares/shareRow.ts';
import { type BareRow, roleOf } from '../transferRow.ts';

/**
 * What segments are part of: a transfer, which one recipient takes, or a share, which many fetch. Its id stands in the
 * relay's contract as the transfer's id, whichever it is.
 */
export interface Parcel {
  kind: 'transfer' | 'share';
  id: TransferId;
  /** Who brings it, and whose room it takes. */
  senderId: AccountId;
  /** Who hears what can be fetched. */
  receivers: Topic;
  /** What whoever asked is in it. */
  role: Role;
  fileCount: number;
  totalBytes: number;
  /** Empty means all. */
  chosenFiles: number[];
  /** With it goes all that lies in the relay. */
  expiresAt: Date;
}

export interface ParcelsParts {
  transfers: { findLive(id: TransferId, party: AccountId): Promise<BareRow> };
  shares: { findLiveOfOwner(id: ShareId, owner: AccountId): Promise<BareShare | null> };
}

export const shareIdOf = (id: TransferId) => id as string as ShareId;

/** The one place where the relay asks what an id of its contract stands for. */
export function makeParcels({ transfers, shares }: ParcelsParts) {
  /** A parcel in which something may still happen, as its party may know it; to all others there is none. */
  return async function findLive(id: TransferId, by: AccountId): Promise<Parcel> {
    const share = await shares.findLiveOfOwner(shareIdOf(id), by);
    if (share) return ofShare(share, by);
    const row = await transfers.findLive(id, by);
    return {
      kind: 'transfer',
      id: row.id as TransferId,
      senderId: row.senderId as AccountId,
      receivers: `account:${row.recipientId as AccountId}`,
      role: roleOf(row, by),
      fileCount: row.fileCount,
      totalBytes: Number(row.totalBytes),
      chosenFiles: row.chosenFiles,
      expiresAt: row.expiresAt,
    };
  };
}

function ofShare(row: BareShare, owner: AccountId): Parcel {
  return {
    kind: 'share',
    id: row.id as TransferId,
    senderId: owner,
    receivers: `share:${row.id as ShareId}`,
    role: 'sender',
    fileCount: row.fileCount,
    totalBytes: Number(row.totalBytes),
    chosenFiles: [],
    expiresAt: row.expiresAt,
  };
}

/** Which of a segment's two columns names its parcel. */
export function placeOf({ kind, id }: Pick<Parcel, 'kind' | 'id'>): { transferId: string } | { shareId: string } {
  return kind === 'share' ? { shareId: id } : { transferId: id };
}

/** Shared with nobody who ends the parcel: what is begun after its end would lie here until the sweep. */
export async function holdLive(tx: Prisma.TransactionClient, { kind, id }: Parcel, now: Date): Promise<void> {
  if (kind === 'share') {
    await tx.$queryRaw`SELECT 1 FROM shares WHERE id = ${id}::uuid FOR SHARE`;
    const row = await tx.share.findUnique({ where: { id }, select: { endedAs: true, expiresAt: true } });
    return requireLiveShare(row, now);
  }
  const live = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM transfers WHERE id = ${id}::uuid AND state IN ('offered', 'accepted') FOR SHARE`;
  if (live.length === 0) throw new DomainError('transfers.ended');
}
