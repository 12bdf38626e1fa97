import type { Prisma } from '../../../generated/prisma/client.ts';
import { DomainError } from '../../../shared/core/errors.ts';
import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import { shareLimits } from '../../../shared/transfers/shares/shareLimits.ts';
import { type BareShare, requireLiveShare, withoutSealed } from './shareRow.ts';

/** [S9] Downloads that hold a place: open, and heard of lately. */
export const holdsPlace = (now: Date) => ({
  state: 'open',
  lastSeenAt: { gt: new Date(now.getTime() - shareLimits.placeHeldMs) },
});

/** How many places of each share are held now; a share of which none is held is left out. */
export async function heldPlaces(
  tx: Prisma.TransactionClient,
  shares: ShareId[],
  now: Date,
): Promise<Map<ShareId, number>> {
  const counts = await tx.shareDownload.groupBy({
    by: ['shareId'],
    where: { shareId: { in: shares }, ...holdsPlace(now) },
    _count: true,
  });
  return new Map(counts.map(({ shareId, _count }) => [shareId as ShareId, _count]));
}

/** The live share, held until the transaction ends: those who want its places come one after another. */
export async function lockLiveShare(tx: Prisma.TransactionClient, id: ShareId, now: Date): Promise<BareShare> {
  const row = await lockShare(tx, id);
  requireLiveShare(row, now);
  return row!;
}

/** The same, whether or not it lives. */
export async function lockShare(tx: Prisma.TransactionClient, id: ShareId): Promise<BareShare | null> {
  await tx.$queryRaw`SELECT 1 FROM shares WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.share.findUnique({ where: { id }, omit: withoutSealed });
}

/** Whether the share, which is locked, may be taken once more than it was and is being taken by others. */
export async function requireDownloadLeft(
  tx: Prisma.TransactionClient,
  share: BareShare,
  taker: DownloadId,
  now: Date,
): Promise<{ heldByOthers: number }> {
  const others = { shareId: share.id, id: { not: taker } };
  const heldByOthers = await tx.shareDownload.count({ where: { ...others, ...holdsPlace(now) } });
  const isTaken = share.mostDownloads !== null && share.downloads + heldByOthers >= share.mostDownloads;
  if (isTaken) throw new DomainError('shares.all_places_taken');
  return { heldByOthers };
}

/** The same for one that is to go on: so many at once, and no more. */
export async function requirePlace(
  tx: Prisma.TransactionClient,
  share: BareShare,
  taker: DownloadId,
  now: Date,
): Promise<void> {
  const { heldByOthers } = await requireDownloadLeft(tx, share, taker, now);
  if (heldByOthers >= shareLimits.openDownloads) throw new DomainError('shares.all_places_taken');
}
