import type { Prisma } from '../../generated/prisma/client.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, DeviceId, MatchId, TransferId } from '../../shared/core/ids.ts';
import type { IceSetup, Transfer, TransferOffer } from '../../shared/transfers/transfer.ts';
import { transferLimits } from '../../shared/transfers/transferRules.ts';
import { isLive, type TransferLife, transferAsOf } from '../../shared/transfers/transferState.ts';
import { IN_TURN, isTaken } from '../core/database.ts';
import type { IceIssuer } from '../core/iceServers.ts';
import { countBytes } from './transferFigures.ts';
import {
  type BareRow,
  deviceOf,
  liveStates,
  liveTransfer,
  roleOf,
  toLife,
  toTransfer,
  withoutSealed,
} from './transferRow.ts';
import { createTransferSteps, type TransferStepsParts } from './transferSteps.ts';
import type { Route } from './wayFigures.ts';

export interface TransfersParts extends TransferStepsParts {
  ice: IceIssuer;
  /** The other party of this match; refuses all but the parties of one that is accepted, or was. */
  partnerOf(match: MatchId, by: AccountId): Promise<AccountId>;
  /** Opens this match again for a transfer that is about to be. */
  openMatch(match: MatchId, by: AccountId): Promise<void>;
  devicesOf(account: AccountId): Promise<DeviceId[]>;
  hidesAddress(account: AccountId): Promise<boolean>;
}

const SWEEP_SIZE = 100;
const LIST_SIZE = 200;

/** Transfers: deliveries of files under a match. Names and keys are sealed; to all but the two parties none exists. */
export function createTransfersService(parts: TransfersParts) {
  const { db, clock, log, meters } = parts;
  const steps = createTransferSteps(parts);
  const { findAsParty, take } = steps;
  const nowMs = () => clock.now().getTime();

  async function requireDevice(account: AccountId, device: DeviceId): Promise<void> {
    if (!(await parts.devicesOf(account)).includes(device)) throw new DomainError('accounts.device_unknown');
  }

  async function create(offer: TransferOffer, by: AccountId): Promise<BareRow | null> {
    const partnerId = await parts.partnerOf(offer.matchId, by);
    await requireDevice(by, offer.senderDeviceId);
    const theirs = new Set(await parts.devicesOf(partnerId));
    const sealedKeys = offer.sealedKeys.filter(({ deviceId }) => theirs.has(deviceId));
    if (sealedKeys.length === 0) throw new DomainError('transfers.no_device');
    const now = clock.now();
    const requireRoom = async (tx: Prisma.TransactionClient) => {
      const isOpen = { ...liveTransfer(now), matchId: offer.matchId, id: { not: offer.transferId } };
      const open = await tx.transfer.count({ where: isOpen });
      if (open >= transferLimits.openPerMatch) throw new DomainError('transfers.too_many_open');
    };
    await requireRoom(db);
    if ((await db.transfer.count({ where: { id: offer.transferId } })) > 0) return null;
    // Only now: what was refused has changed nothing.
    await parts.openMatch(offer.matchId, by);
    const data = {
      id: offer.transferId,
      matchId: offer.matchId,
      senderId: by,
      recipientId: partnerId,
      senderDeviceId: offer.senderDeviceId,
      sealedManifest: new Uint8Array(Buffer.from(offer.sealedManifest, 'base64')),
      sealedKeys,
      fileCount: offer.fileCount,
      totalBytes: offer.totalBytes,
      createdAt: now,
      expiresAt: new Date(now.getTime() + transferLimits.offerLifeMs),
    };
    try {
      return await db.$transaction(async (tx) => {
        // One after another under one match, so that many made at once cannot be more than are allowed.
        await tx.$queryRaw`SELECT 1 FROM matches WHERE id = ${offer.matchId}::uuid FOR NO KEY UPDATE`;
        await requireRoom(tx);
        return tx.transfer.create({ data, omit: withoutSealed });
      }, IN_TURN);
    } catch (error) {
      if (isTaken(error)) return null;
      throw error;
    }
  }

  /** One's own earlier offer under this id: an offer sent twice is one. */
  async function findOwnOffer({ transferId, matchId }: TransferOffer, by: AccountId): Promise<BareRow | null> {
    return db.transfer.findFirst({ where: { id: transferId, matchId, senderId: by }, omit: withoutSealed });
  }

  /** The life of a transfer in which something may still happen. */
  function requireLive(row: BareRow): Extract<TransferLife, { state: 'offered' | 'accepted' }> {
    const life = transferAsOf(toLife(row), nowMs());
    if (isLive(life)) return life;
    throw new DomainError(life.state === 'expired' ? 'transfers.expired' : 'transfers.ended');
  }

  /** Before the recipient has accepted, neither side may learn anything of the other's device. */
  function requireAccepted(row: BareRow): void {
    if (requireLive(row).state === 'offered') throw new DomainError('transfers.not_accepted');
  }

  return {
    onEnded: steps.onEnded,

    /** Asks the other party to take these files; each of their devices gets the key, sealed to it. */
    async offer(offer: TransferOffer, by: AccountId): Promise<Transfer> {
      const before = await findOwnOffer(offer, by);
      const created = before ? null : await create(offer, by);
      const row = before ?? created ?? (await findOwnOffer(offer, by));
      // The id belongs to someone else's transfer, of which nothing is said.
      if (!row) throw new DomainError('transfers.not_found');
      if (created) {
        log.info({ transferId: row.id, matchId: row.matchId, fileCount: row.fileCount }, 'transfer offered');
        meters.count('spotlight_transfers_offered_total', {});
      }
      // Again when it is repeated: who made it may have died on the way to telling it.
      steps.tellBoth(created ? 'transfer:offered' : 'transfer:changed', row);
      return toTransfer(row, by, clock.now());
    },

    /** A transfer in which something may still happen, as its party may know it. */
    async findLive(id: TransferId, party: AccountId): Promise<BareRow> {
      const row = await findAsParty(id, party);
      requireLive(row);
      return row;
    },

    async get(id: TransferId, viewer: AccountId): Promise<Transfer> {
      return toTransfer(await findAsParty(id, viewer), viewer, clock.now());
    },

    /** What was sent and received under one match, newest first. */
    async listByMatch(matchId: MatchId, viewer: AccountId): Promise<Transfer[]> {
      const isParty = { OR: [{ senderId: viewer }, { recipientId: viewer }] };
      const rows = await db.transfer.findMany({
        where: { matchId, ...isParty },
        omit: withoutSealed,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: LIST_SIZE,
      });
      return rows.map((row) => toTransfer(row, viewer, clock.now()));
    },

    /** All that is offered or under way, for a browser that starts or comes back. */
    async listUnfinished(viewer: AccountId): Promise<Transfer[]> {
      const isParty = { OR: [{ senderId: viewer }, { recipientId: viewer }] };
      const rows = await db.transfer.findMany({
        where: { ...liveTransfer(clock.now()), ...isParty },
        omit: withoutSealed,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: LIST_SIZE,
      });
      return rows.map((row) => toTransfer(row, viewer, clock.now()));
    },

    /** Yes, on this device, to these files (none named means all). */
    async accept(id: TransferId, by: AccountId, deviceId: DeviceId, chosenFiles: number[]): Promise<Transfer> {
      await requireDevice(by, deviceId);
      const chosen = [...new Set(chosenFiles)].sort((a, b) => a - b);
      return take(
        id,
        by,
        (role) => ({ input: 'accept', by: role, deviceId, nowMs: nowMs() }),
        (row) => {
          if (chosen.some((index) => index >= row.fileCount)) throw new DomainError('transfers.no_such_file');
          return chosen.length === row.fileCount ? [] : chosen;
        },
      );
    },

    refuse: (id: TransferId, by: AccountId) => take(id, by, (role) => ({ input: 'refuse', by: role, nowMs: nowMs() })),
    cancel: (id: TransferId, by: AccountId) => take(id, by, (role) => ({ input: 'cancel', by: role, nowMs: nowMs() })),
    /** The recipient has verified every block. */
    complete: (id: TransferId, by: AccountId) =>
      take(id, by, (role) => ({ input: 'complete', by: role, nowMs: nowMs() })),

    /** Servers that help the two browsers meet, with credentials for a while; for the parties of an accepted transfer. */
    async iceServers(id: TransferId, viewer: AccountId): Promise<IceSetup> {
      requireAccepted(await findAsParty(id, viewer));
      const isHidden = await parts.hidesAddress(viewer);
      return { ...parts.ice.issue(), transportPolicy: isHidden ? 'relay' : 'all' };
    },

    /** Which ways this server offers besides the direct one. */
    routes: () => ({ turn: parts.ice.hasTurn }),

    /** The other side's device, for one of the two devices of an accepted transfer; all others are refused. */
    async peerDevice(id: TransferId, account: AccountId, device: DeviceId | null): Promise<DeviceId> {
      const row = await findAsParty(id, account);
      requireAccepted(row);
      if (!device) throw new DomainError('accounts.device_unknown');
      const role = roleOf(row, account);
      if (deviceOf(row, role) !== device) throw new DomainError('transfers.other_device');
      return deviceOf(row, role === 'sender' ? 'recipient' : 'sender') as DeviceId;
    },

    /** What the recipient's device holds on disk: a hint for the other side, which only grows. */
    async recordProgress(
      id: TransferId,
      recipientDevice: DeviceId,
      receivedBytes: number,
      route: Route | null,
    ): Promise<void> {
      // The last report may come after the word that all is verified.
      const [before] = await db.$queryRaw<{ bytes: bigint }[]>`
        UPDATE transfers SET received_bytes = ${receivedBytes}::bigint, last_route = coalesce(${route}, transfers.last_route)
        FROM (SELECT id, received_bytes FROM transfers WHERE id = ${id}::uuid) AS before
        WHERE transfers.id = before.id AND transfers.state IN ('accepted', 'completed')
          AND transfers.recipient_device_id = ${recipientDevice}::uuid
          AND transfers.received_bytes < ${receivedBytes}::bigint AND transfers.total_bytes >= ${receivedBytes}::bigint
        RETURNING before.received_bytes AS bytes`;
      if (before) countBytes(meters, route, receivedBytes - Number(before.bytes));
    },

    /** Ends what is past its time and empties it; both sides are told. Returns how many. */
    async sweep(): Promise<number> {
      const overdue = await db.transfer.findMany({
        where: { state: { in: liveStates }, expiresAt: { lte: clock.now() } },
        omit: withoutSealed,
        take: SWEEP_SIZE,
      });
      for (const row of overdue) await steps.tryStep(row, { input: 'expire', nowMs: nowMs() }, { by: null });
      return overdue.length;
    },
  };
}

export type TransfersService = ReturnType<typeof createTransfersService>;
