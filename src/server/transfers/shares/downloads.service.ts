import type { Person } from '../../../shared/accounts/account.ts';
import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId, DownloadId, ShareId } from '../../../shared/core/ids.ts';
import type { RelayState } from '../../../shared/transfers/relay.ts';
import type {
  Download,
  DownloadStart,
  OpenShare,
  PasswordCost,
  ShareFacts,
} from '../../../shared/transfers/shares/share.ts';
import { shareLimits } from '../../../shared/transfers/shares/shareLimits.ts';
import { type Database, IN_TURN, isTaken } from '../../core/database.ts';
import type { Meters } from '../../core/meters.ts';
import type { Clock, Fanout, Log, RateLimits } from '../../core/ports.ts';
import type { DownloadClaim, DownloadPrincipal } from './downloadToken.ts';
import { type DownloadWithShare, makePlaceKeeping } from './placeKeeping.ts';
import { lockShare, requireDownloadLeft } from './places.ts';
import { isSecret } from './secretHash.ts';
import { makeShareAccess } from './shareAccess.ts';
import { type BareShare, endingAs, endOf, requireLiveShare, withoutSealed } from './shareRow.ts';
import type { SharesService } from './shares.service.ts';

export interface DownloadsParts {
  db: Database;
  clock: Clock;
  fanout: Pick<Fanout, 'announce' | 'disconnect'>;
  log: Log;
  meters: Meters;
  limits: RateLimits;
  shares: Pick<SharesService, 'afterEnd' | 'expire' | 'tellOwner'>;
  person(account: AccountId): Promise<Person>;
  contentsOfShare(id: ShareId): Promise<Pick<RelayState, 'segments' | 'roots'>>;
  wholeBytesOf(shares: ShareId[]): Promise<Map<ShareId, number>>;
}

/** How often a visitor's socket is looked at again, though whatever ends it cuts it at once. */
const CHECK_EVERY_MS = 15 * 60_000;

/** Downloads: shares, as visitors without an account take them. */
export function createDownloadsService(parts: DownloadsParts) {
  const { db, clock, fanout, log, meters, shares } = parts;
  const isOpenTo = makeShareAccess(parts.limits);
  const { find, hold, takePlace } = makePlaceKeeping(parts);

  async function uploadedBytes({ id, totalBytes }: Pick<BareShare, 'id' | 'totalBytes'>): Promise<number> {
    const whole = await parts.wholeBytesOf([id as ShareId]);
    return Math.min(whole.get(id as ShareId) ?? 0, Number(totalBytes));
  }

  async function findShare(id: ShareId) {
    const row = await db.share.findUnique({ where: { id } });
    requireLiveShare(row, clock.now());
    return row!;
  }

  async function toDownload(row: DownloadWithShare): Promise<Download> {
    const { share } = row;
    const shareId = share.id as ShareId;
    const isComplete = row.state === 'complete';
    const contents = isComplete ? { segments: [], roots: [] } : await parts.contentsOfShare(shareId);
    return {
      id: row.id as DownloadId,
      shareId,
      isComplete,
      ...contents,
      uploadedBytes: await uploadedBytes(share),
      totalBytes: Number(share.totalBytes),
      isDirect: share.isDirect,
      hidesAddress: row.hidesAddress,
      expiresAt: share.expiresAt.toISOString(),
    };
  }

  /** Who a claim vouches for; null for no one. Whether it still opens anything is another question. */
  async function principalOf(claim: DownloadClaim | null): Promise<DownloadPrincipal | null> {
    if (!claim) return null;
    const row = await db.shareDownload.findUnique({ where: { id: claim.downloadId } });
    if (!row || !isSecret(claim.token, row.tokenHash)) return null;
    return { downloadId: claim.downloadId, shareId: row.shareId as ShareId };
  }

  const checkAtOf = ({ expiresAt }: BareShare) =>
    new Date(Math.min(expiresAt.getTime(), clock.now().getTime() + CHECK_EVERY_MS));

  async function factsOf(row: BareShare, passwordCost: unknown): Promise<ShareFacts> {
    return {
      id: row.id as ShareId,
      from: await parts.person(row.ownerId as AccountId),
      fileCount: row.fileCount,
      totalBytes: Number(row.totalBytes),
      uploadedBytes: await uploadedBytes(row),
      downloadsLeft: row.mostDownloads === null ? null : row.mostDownloads - row.downloads,
      isDirect: row.isDirect,
      password: passwordCost as PasswordCost | null,
      expiresAt: row.expiresAt.toISOString(),
    };
  }

  return {
    /** How a share stands by now, without what is sealed in it: what is asked again and again. */
    async facts(id: ShareId): Promise<ShareFacts> {
      const row = await db.share.findUnique({ where: { id }, omit: { ...withoutSealed, passwordCost: false } });
      requireLiveShare(row, clock.now());
      return factsOf(row!, row!.passwordCost);
    },

    /** What anyone with the link may know of a share; what is sealed only for its access token, where it has one. */
    async open(
      { shareId, accessToken }: Pick<DownloadStart, 'shareId' | 'accessToken'>,
      address: string,
    ): Promise<OpenShare> {
      const row = await findShare(shareId);
      const isOpen = await isOpenTo(row, accessToken, address);
      const facts = await factsOf(row, row.passwordCost);
      const sealedManifest = Buffer.from(row.sealedManifest).toString('base64');
      const wrappedKey = row.wrappedKey && Buffer.from(row.wrappedKey).toString('base64');
      return { facts, sealed: isOpen ? { sealedManifest, wrappedKey } : null };
    },

    /** [S7] Begins a download, for whoever may have what is sealed. Begun twice it is one. */
    async start(start: DownloadStart, address: string): Promise<Download> {
      const share = await findShare(start.shareId);
      if (!(await isOpenTo(share, start.accessToken, address))) {
        throw new DomainError('shares.password_needed');
      }
      await takePlace(start).catch((error: unknown) => {
        throw isTaken(error) ? new DomainError('shares.no_download', { cause: error }) : error;
      });
      log.info({ shareId: start.shareId, downloadId: start.downloadId }, 'download begun');
      meters.count('spotlight_downloads_total', { outcome: 'begun' });
      await shares.tellOwner(start.shareId);
      return toDownload(await find(start.downloadId));
    },

    principalOf,
    hold,

    /** Who a visitor's socket belongs to, and when to look again. */
    async authenticateSocket(claim: DownloadClaim | null): Promise<{ identity: DownloadPrincipal; checkAt: Date }> {
      const identity = await principalOf(claim);
      if (!identity) throw new DomainError('shares.no_download');
      return { identity, checkAt: checkAtOf((await hold(identity.downloadId)).share) };
    },

    /** Looks again at the download of a socket; null when it, or its share, has ended. */
    async recheck(id: DownloadId): Promise<{ checkAt: Date } | null> {
      const row = await db.shareDownload.findUnique({ where: { id }, include: { share: { omit: withoutSealed } } });
      if (row?.state !== 'open') return null;
      if (endOf(row.share, clock.now())) {
        // Whoever sits there when its time is over is told so before the socket is cut.
        await shares.expire(row.shareId as ShareId);
        return null;
      }
      return { checkAt: checkAtOf(row.share) };
    },

    async get({ downloadId }: DownloadPrincipal): Promise<Download> {
      const row = await find(downloadId);
      return toDownload(row.state === 'complete' ? row : await hold(downloadId));
    },

    /** [S9] The visitor has verified every file: it counts, once. The last one that may be taken ends the share. */
    async complete({ downloadId: id, shareId }: DownloadPrincipal): Promise<Download> {
      const now = clock.now();
      const counted = await db.$transaction(async (tx) => {
        const share = await lockShare(tx, shareId);
        const row = await tx.shareDownload.findUnique({ where: { id } });
        if (!share || !row) throw new DomainError('shares.no_download');
        if (row.state === 'complete') return null;
        requireLiveShare(share, now);
        if (row.state !== 'open') throw new DomainError('shares.download_ended');
        await requireDownloadLeft(tx, share, id, now);
        await tx.shareDownload.update({
          where: { id },
          data: { state: 'complete', completedAt: now, lastSeenAt: now },
        });
        const isLast = share.downloads + 1 === share.mostDownloads;
        const change = { downloads: { increment: 1 }, ...(isLast && endingAs('used_up', now)) };
        await tx.share.update({ where: { id: shareId }, data: change, select: { id: true } });
        return { isLast };
      }, IN_TURN);
      if (counted) {
        log.info({ shareId, downloadId: id }, 'download complete');
        meters.count('spotlight_downloads_total', { outcome: 'complete' });
        fanout.disconnect(`download:${id}`);
        if (counted.isLast) await shares.afterEnd(shareId, 'used_up');
        await shares.tellOwner(shareId);
      }
      return toDownload(await find(id));
    },

    /** The visitor does not want it any more: its place is free at once. */
    async giveUp({ downloadId: id, shareId }: DownloadPrincipal): Promise<void> {
      const { count } = await db.shareDownload.updateMany({
        where: { id, state: 'open' },
        data: { state: 'given_up', lastSeenAt: clock.now() },
      });
      if (count === 0) return;
      log.info({ shareId, downloadId: id }, 'download given up');
      meters.count('spotlight_downloads_total', { outcome: 'given_up' });
      fanout.disconnect(`download:${id}`);
      await shares.tellOwner(shareId);
    },

    /** Forgets downloads that were given up: their ids are nobody's any more. */
    async sweep(): Promise<void> {
      const lastSeenAt = { lte: new Date(clock.now().getTime() - shareLimits.placeHeldMs) };
      await db.shareDownload.deleteMany({ where: { state: 'given_up', lastSeenAt } });
    },
  };
}

export type DownloadsService = ReturnType<typeof createDownloadsService>;
