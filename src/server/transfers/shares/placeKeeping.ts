import type { ShareDownload as DownloadRow } from '../../../generated/prisma/client.ts';
import { DomainError } from '../../../shared/core/errors.ts';
import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import type { DownloadStart } from '../../../shared/transfers/shares/share.ts';
import { shareLimits } from '../../../shared/transfers/shares/shareLimits.ts';
import { type Database, IN_TURN } from '../../core/database.ts';
import type { Clock } from '../../core/ports.ts';
import { lockLiveShare, requirePlace } from './places.ts';
import { hashOfSecret, isSecret } from './secretHash.ts';
import { type BareShare, requireLiveShare, withoutSealed } from './shareRow.ts';
import type { SharesService } from './shares.service.ts';

export type DownloadWithShare = DownloadRow & { share: BareShare };

/** Being heard of is written down this often at most. */
const HEARD_EVERY_MS = 60_000;

/** [S9] How a download gets its place, keeps it by being heard of, and takes one again after it was silent. */
export function makePlaceKeeping(parts: { db: Database; clock: Clock; shares: Pick<SharesService, 'tellOwner'> }) {
  const { db, clock, shares } = parts;

  async function find(id: DownloadId): Promise<DownloadWithShare> {
    const row = await db.shareDownload.findUnique({ where: { id }, include: { share: { omit: withoutSealed } } });
    if (!row) throw new DomainError('shares.no_download');
    return row;
  }

  /** The open download of a live share, which is heard of with this and holds its place, or takes a free one again. */
  async function hold(id: DownloadId): Promise<DownloadWithShare> {
    const row = await find(id);
    const now = clock.now();
    requireLiveShare(row.share, now);
    if (row.state !== 'open') throw new DomainError('shares.download_ended');
    const silentMs = now.getTime() - row.lastSeenAt.getTime();
    if (silentMs < HEARD_EVERY_MS) return row;
    // Well within its time nobody else can take the place meanwhile; later on it is asked for under the lock.
    const isSafe = silentMs < shareLimits.placeHeldMs / 2;
    const hear = (tx: Pick<Database, 'shareDownload'>) =>
      tx.shareDownload.updateMany({ where: { id, state: 'open' }, data: { lastSeenAt: now } });
    const { count } = isSafe
      ? await hear(db)
      : await db.$transaction(async (tx) => {
          await requirePlace(tx, await lockLiveShare(tx, row.shareId as ShareId, now), id, now);
          return hear(tx);
        }, IN_TURN);
    if (count === 0) throw new DomainError('shares.download_ended');
    if (!isSafe) await shares.tellOwner(row.shareId as ShareId);
    return row;
  }

  /** Takes a place, unless this very download did before. */
  async function takePlace({ shareId, downloadId: id, token, hidesAddress }: DownloadStart): Promise<void> {
    const now = clock.now();
    await db.$transaction(async (tx) => {
      const share = await lockLiveShare(tx, shareId, now);
      const before = await tx.shareDownload.findUnique({ where: { id } });
      // Of another's download nothing is said.
      if (before && (before.shareId !== shareId || !isSecret(token, before.tokenHash))) {
        throw new DomainError('shares.no_download');
      }
      if (before?.state === 'given_up') throw new DomainError('shares.download_ended');
      if (before?.state === 'complete') return;
      await requirePlace(tx, share, id, now);
      const data = { id, shareId, tokenHash: hashOfSecret(token), hidesAddress, createdAt: now, lastSeenAt: now };
      // Who wants to be hidden by now is; that a session ran out meanwhile shows nobody again.
      const again = { lastSeenAt: now, ...(hidesAddress && { hidesAddress }) };
      if (before) await tx.shareDownload.update({ where: { id }, data: again });
      else await tx.shareDownload.create({ data });
    }, IN_TURN);
  }

  return { find, hold, takePlace };
}
