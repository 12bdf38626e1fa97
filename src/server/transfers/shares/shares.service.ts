import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId, DeviceId, ShareId } from '../../../shared/core/ids.ts';
import type { NewShare, Share, ShareEnd } from '../../../shared/transfers/shares/share.ts';
import { shareLimits } from '../../../shared/transfers/shares/shareLimits.ts';
import { type Database, IN_TURN, isTaken } from '../../core/database.ts';
import type { Clock, Fanout, Log } from '../../core/ports.ts';
import { heldPlaces } from './places.ts';
import { hashOfSecret } from './secretHash.ts';
import { type BareShare, endingAs, endOf, liveShare, requireLiveShare, toShare, withoutSealed } from './shareRow.ts';
import { makeSparingTeller } from './sparingTeller.ts';

export interface SharesParts {
  db: Database;
  clock: Clock;
  fanout: Pick<Fanout, 'announce' | 'disconnect'>;
  log: Log;
  devicesOf(account: AccountId): Promise<DeviceId[]>;
  /** Bytes of each share that are whole in the relay. */
  wholeBytesOf(shares: ShareId[]): Promise<Map<ShareId, number>>;
}

const LIST_SIZE = 200;
const SWEEP_SIZE = 100;

/** Shares, as their owner deals with them; what visitors do is in `downloads.service.ts`. */
export function createSharesService(parts: SharesParts) {
  const { db, clock, fanout, log } = parts;

  async function toShares(rows: BareShare[]): Promise<Share[]> {
    const ids = rows.map(({ id }) => id as ShareId);
    const [whole, held] = await Promise.all([parts.wholeBytesOf(ids), heldPlaces(db, ids, clock.now())]);
    return rows.map((row) => {
      const id = row.id as ShareId;
      return toShare(row, { uploadedBytes: whole.get(id) ?? 0, openDownloads: held.get(id) ?? 0 }, clock.now());
    });
  }

  async function tellOwner(id: ShareId): Promise<Share> {
    const row = await db.share.findUnique({ where: { id }, omit: withoutSealed });
    if (!row) throw new DomainError('shares.not_found');
    const [share] = (await toShares([row])) as [Share];
    fanout.announce('share:changed', `account:${row.ownerId as AccountId}`, { share });
    return share;
  }

  const growth = makeSparingTeller(async (id: ShareId) => {
    try {
      if (await db.share.count({ where: { id, ...liveShare(clock.now()) } })) await tellOwner(id);
    } catch (error) {
      // Whoever looks at their list sees it all the same.
      log.warn({ shareId: id, err: error }, 'growth was not told');
    }
  });

  const endHandlers: ((id: ShareId) => Promise<void>)[] = [];

  /** [S11] After the end was written: visitors are told and cut, and what lies in the relay goes. */
  async function afterEnd(id: ShareId, ended: ShareEnd): Promise<void> {
    log.info({ shareId: id, ended }, 'share ended');
    fanout.announce('share:ended', `share:${id}`, { shareId: id, ended });
    fanout.disconnect(`share:${id}`);
    for (const handle of endHandlers) {
      // What a handler leaves undone its own sweep does.
      await handle(id).catch((error: unknown) => log.error({ shareId: id, err: error }, 'ended, not all cleared'));
    }
  }

  /** Only the first end counts. */
  async function end(id: ShareId, ended: ShareEnd): Promise<void> {
    const { count } = await db.share.updateMany({ where: { id, endedAs: null }, data: endingAs(ended, clock.now()) });
    if (count === 0) return;
    await afterEnd(id, ended);
    await tellOwner(id);
  }

  async function endOverdue(): Promise<void> {
    const overdue = { endedAs: null, expiresAt: { lte: clock.now() } };
    for (;;) {
      const rows = await db.share.findMany({ where: overdue, select: { id: true }, take: SWEEP_SIZE });
      for (const { id } of rows) await end(id as ShareId, 'expired');
      if (rows.length < SWEEP_SIZE) return;
    }
  }

  const findOwn = (id: ShareId, owner: AccountId) =>
    db.share.findFirst({ where: { id, ownerId: owner }, omit: withoutSealed });

  async function insert(wish: NewShare, by: AccountId): Promise<BareShare | null> {
    const { password } = wish;
    const now = clock.now();
    const data = {
      id: wish.shareId,
      ownerId: by,
      deviceId: wish.deviceId,
      sealedManifest: new Uint8Array(Buffer.from(wish.sealedManifest, 'base64')),
      fileCount: wish.fileCount,
      totalBytes: wish.totalBytes,
      mostDownloads: wish.mostDownloads,
      isDirect: wish.isDirect,
      hasPassword: password !== null,
      ...(password && {
        passwordCost: { salt: password.salt, memoryKib: password.memoryKib, passes: password.passes },
        wrappedKey: new Uint8Array(Buffer.from(password.wrappedKey, 'base64')),
        accessTokenHash: hashOfSecret(password.accessToken),
      }),
      createdAt: now,
      expiresAt: new Date(now.getTime() + wish.lifeMs),
    };
    try {
      return await db.$transaction(async (tx) => {
        // One after another for one account, so that many made at once cannot be more than are allowed.
        await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${by}::uuid FOR NO KEY UPDATE`;
        const open = await tx.share.count({ where: { ownerId: by, ...liveShare(now), id: { not: wish.shareId } } });
        if (open >= shareLimits.openPerAccount) throw new DomainError('shares.too_many_open');
        return tx.share.create({ data, omit: withoutSealed });
      }, IN_TURN);
    } catch (error) {
      if (isTaken(error)) return null;
      throw error;
    }
  }

  return {
    /** Makes a share. Said twice with one id it is one, as it was made first. */
    async create(wish: NewShare, by: AccountId): Promise<Share> {
      const before = await findOwn(wish.shareId, by);
      if (before) return (await toShares([before]))[0]!;
      if (!(await parts.devicesOf(by)).includes(wish.deviceId)) throw new DomainError('accounts.device_unknown');
      const created = await insert(wish, by);
      const row = created ?? (await findOwn(wish.shareId, by));
      // The id belongs to someone else's share, of which nothing is said.
      if (!row) throw new DomainError('shares.not_found');
      if (!created) return (await toShares([row]))[0]!;
      log.info({ shareId: row.id, fileCount: row.fileCount }, 'share made');
      return tellOwner(row.id as ShareId);
    },

    /** One's shares, the newest first; those that ended are shown for a week. */
    async mine(by: AccountId): Promise<Share[]> {
      const shownSince = new Date(clock.now().getTime() - shareLimits.listedAfterEndMs);
      const rows = await db.share.findMany({
        where: { ownerId: by, OR: [{ endedAt: null, expiresAt: { gt: shownSince } }, { endedAt: { gt: shownSince } }] },
        omit: withoutSealed,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: LIST_SIZE,
      });
      return toShares(rows);
    },

    /** Nobody gets anything of it any more. Of one that has ended it changes nothing. */
    async revoke(id: ShareId, by: AccountId): Promise<Share> {
      const row = await findOwn(id, by);
      if (!row) throw new DomainError('shares.not_found');
      await end(id, endOf(row, clock.now()) ?? 'revoked');
      return (await toShares([(await findOwn(id, by)) ?? row]))[0]!;
    },

    /** One's own share in which something may still happen; null when there is no such share of this account. */
    async findLiveOfOwner(id: ShareId, owner: AccountId): Promise<BareShare | null> {
      const row = await findOwn(id, owner);
      if (row) requireLiveShare(row, clock.now());
      return row;
    },

    /** Whether there is a link by which people without an account see this person's name and picture. */
    async hasLive(owner: AccountId): Promise<boolean> {
      const live = { ownerId: owner, ...liveShare(clock.now()) };
      return (await db.share.findFirst({ where: live, select: { id: true } })) !== null;
    },

    /** Runs when a share has ended, however it did. */
    onEnded(handle: (id: ShareId) => Promise<void>): void {
      endHandlers.push(handle);
    },
    afterEnd,
    tellOwner,

    /** Ends a share whose time is over, if nobody has yet. */
    async expire(id: ShareId): Promise<void> {
      const row = await db.share.findFirst({
        where: { id, endedAs: null, expiresAt: { lte: clock.now() } },
        select: { id: true },
      });
      if (row) await end(id, 'expired');
    },

    /** What of a share is whole in the relay has changed; its owner is told, but not of each piece. */
    wholeChanged: growth.changed,

    /** Ends what is past its time, and forgets what ended long ago. */
    async sweep(): Promise<void> {
      await endOverdue();
      const forgottenSince = new Date(clock.now().getTime() - shareLimits.listedAfterEndMs);
      await db.share.deleteMany({ where: { endedAt: { lte: forgottenSince } } });
    },

    /** Nothing more is told of what grows. */
    close: growth.close,
  };
}

export type SharesService = ReturnType<typeof createSharesService>;
