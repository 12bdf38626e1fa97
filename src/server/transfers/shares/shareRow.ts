import { Prisma, type Share as ShareRow } from '../../../generated/prisma/client.ts';
import { DomainError } from '../../../shared/core/errors.ts';
import type { DeviceId, ShareId } from '../../../shared/core/ids.ts';
import type { Share, ShareEnd } from '../../../shared/transfers/shares/share.ts';

/** A share without what is sealed in it and what opens it. */
export type BareShare = Omit<ShareRow, 'sealedManifest' | 'wrappedKey' | 'accessTokenHash' | 'passwordCost'>;
export const withoutSealed = {
  sealedManifest: true,
  wrappedKey: true,
  accessTokenHash: true,
  passwordCost: true,
} as const;

/** Shares in which something may still happen. */
export const liveShare = (now: Date) => ({ endedAs: null, expiresAt: { gt: now } });

/** How a share has ended by now, whether or not the sweep has come by; null while it lives. */
export function endOf(row: Pick<ShareRow, 'endedAs' | 'expiresAt'>, now: Date): ShareEnd | null {
  return (row.endedAs as ShareEnd | null) ?? (row.expiresAt <= now ? 'expired' : null);
}

/** [S12] Whoever knows the id of an ended share is told how it ended. */
export function requireLiveShare(row: Pick<ShareRow, 'endedAs' | 'expiresAt'> | null, now: Date): void {
  if (!row) throw new DomainError('shares.not_found');
  const ended = endOf(row, now);
  if (ended) throw new DomainError(`shares.${ended}`);
}

/** What the end of a share writes: with it goes what was sealed [S11]. */
export function endingAs(ended: ShareEnd, now: Date) {
  return {
    endedAs: ended,
    endedAt: now,
    sealedManifest: new Uint8Array(),
    wrappedKey: null,
    passwordCost: Prisma.DbNull,
    accessTokenHash: null,
  };
}

/** How much of a share is there, and how many are taking it. */
export interface ShareUse {
  uploadedBytes: number;
  openDownloads: number;
}

/** A share as its owner sees it. */
export function toShare(row: BareShare, use: ShareUse, now: Date): Share {
  const ended = endOf(row, now);
  return {
    id: row.id as ShareId,
    deviceId: row.deviceId as DeviceId,
    fileCount: row.fileCount,
    totalBytes: Number(row.totalBytes),
    uploadedBytes: ended ? 0 : Math.min(use.uploadedBytes, Number(row.totalBytes)),
    mostDownloads: row.mostDownloads,
    downloads: row.downloads,
    openDownloads: ended ? 0 : use.openDownloads,
    hasPassword: row.hasPassword,
    isDirect: row.isDirect,
    ended,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
