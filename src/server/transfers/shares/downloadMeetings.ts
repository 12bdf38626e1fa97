import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId, DeviceId, DownloadId, ShareId, TransferId } from '../../../shared/core/ids.ts';
import type { IceSetup } from '../../../shared/transfers/transfer.ts';
import type { Database } from '../../core/database.ts';
import type { IceIssuer } from '../../core/iceServers.ts';
import type { Clock } from '../../core/ports.ts';
import type { Connection } from '../../core/socketRegistry.ts';
import type { Meeting, Meetings } from '../meetings.port.ts';
import type { Roster } from '../roster.port.ts';
import type { DownloadsService } from './downloads.service.ts';
import type { DownloadPrincipal } from './downloadToken.ts';
import { holdsPlace } from './places.ts';
import { type BareShare, requireLiveShare, withoutSealed } from './shareRow.ts';
import type { VisitorConnection } from './visitors.ts';

export interface DownloadMeetingsParts {
  db: Database;
  clock: Clock;
  ice: IceIssuer;
  roster: Roster;
  downloads: Pick<DownloadsService, 'hold'>;
  hidesAddress(account: AccountId): Promise<boolean>;
}

/** A download's id stands where a transfer's id stands. */
const downloadIdOf = (id: TransferId) => id.toLowerCase() as DownloadId;
const transferIdOf = (id: DownloadId) => id as string as TransferId;

function requireDirect(share: BareShare): void {
  if (!share.isDirect) throw new DomainError('shares.not_direct');
}

/** [S10] A visitor and the host meet: the device that made the share, where its owner allowed it. */
export function makeDownloadMeetings(parts: DownloadMeetingsParts) {
  const { db, clock, roster } = parts;

  async function ofVisitor({ downloadId, shareId }: VisitorConnection): Promise<Meeting> {
    const row = await parts.downloads.hold(downloadId);
    requireDirect(row.share);
    const host = row.share.deviceId as DeviceId;
    return {
      self: downloadId,
      peer: host,
      peerTopic: `device:${host}`,
      hidesAddress: async () => row.hidesAddress,
      visits: shareId,
    };
  }

  /** An open download of a share of this account; null when there is none. */
  async function findOfOwner(id: DownloadId, owner: AccountId) {
    const row = await db.shareDownload.findFirst({
      where: { id, share: { ownerId: owner } },
      include: { share: { omit: withoutSealed } },
    });
    if (!row) return null;
    requireLiveShare(row.share, clock.now());
    requireDirect(row.share);
    if (row.state !== 'open') throw new DomainError('shares.download_ended');
    return row;
  }

  async function ofHost(id: DownloadId, { accountId, deviceId }: Connection): Promise<Meeting | null> {
    const row = await findOfOwner(id, accountId);
    if (!row) return null;
    if (!deviceId) throw new DomainError('accounts.device_unknown');
    if (row.share.deviceId !== deviceId) throw new DomainError('transfers.other_device');
    return {
      self: deviceId,
      peer: id,
      peerTopic: `download:${id}`,
      hidesAddress: () => parts.hidesAddress(accountId),
    };
  }

  const meetings: Meetings = {
    async find(id, speaker) {
      if ('accountId' in speaker) return ofHost(downloadIdOf(id), speaker);
      return downloadIdOf(id) === speaker.downloadId ? ofVisitor(speaker) : null;
    },
  };

  return {
    ...meetings,

    /** Servers that help the host to meet a visitor. */
    async iceServersForHost(id: DownloadId, owner: AccountId): Promise<IceSetup> {
      if (!(await findOfOwner(id, owner))) throw new DomainError('shares.not_found');
      const isHidden = await parts.hidesAddress(owner);
      return { ...parts.ice.issue(), transportPolicy: isHidden ? 'relay' : 'all' };
    },

    /** The same for the visitor. */
    async iceServersForVisitor({ downloadId }: DownloadPrincipal): Promise<IceSetup> {
      const { share, hidesAddress } = await parts.downloads.hold(downloadId);
      requireDirect(share);
      return { ...parts.ice.issue(), transportPolicy: hidesAddress ? 'relay' : 'all' };
    },

    /** Which visitors of one's share have joined, for a host that starts or comes back. */
    async visitorsOf(shareId: ShareId, owner: AccountId): Promise<DownloadId[]> {
      const share = await db.share.findFirst({ where: { id: shareId, ownerId: owner }, omit: withoutSealed });
      requireLiveShare(share, clock.now());
      requireDirect(share!);
      const where = { shareId, ...holdsPlace(clock.now()) };
      const rows = await db.shareDownload.findMany({ where, select: { id: true }, orderBy: { createdAt: 'asc' } });
      const here: DownloadId[] = [];
      for (const id of rows.map((row) => row.id as DownloadId)) {
        if (await roster.isHere(transferIdOf(id), id)) here.push(id);
      }
      return here;
    },
  };
}
