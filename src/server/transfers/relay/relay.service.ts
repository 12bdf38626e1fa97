import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId, SegmentId, ShareId, TransferId } from '../../../shared/core/ids.ts';
import { joinRuns, runWithout } from '../../../shared/transfers/blockRuns.ts';
import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import {
  type RelaySegment,
  type RelayState,
  relayLimits,
  SEALED_BLOCK_BYTES,
  type SealedRoot,
} from '../../../shared/transfers/relay.ts';
import type { Role } from '../../../shared/transfers/transferState.ts';
import { makeParcels, type Parcel, placeOf } from './parcels.ts';
import { lackOfRoom, relayUse } from './relayRoom.ts';
import { makeRelaySweeps } from './relaySweep.ts';
import { makeRoots } from './roots.ts';
import { toSegment, withParcel } from './segmentRow.ts';
import type { SegmentsParts, SegmentsService } from './segments.service.ts';
import { wholeBytesOf } from './wholeBytes.ts';

export type RelayParts = Omit<SegmentsParts, 'wholeChanged'> & { segments: SegmentsService };

/** The relay: sealed blocks that wait on the server for a recipient whom no peer connection reaches. */
export function createRelayService(parts: RelayParts) {
  const { db, clock, announce, settings, segments } = parts;

  const findLive = makeParcels(parts);

  async function findLiveAs(role: Role, id: TransferId, by: AccountId): Promise<Parcel> {
    const parcel = await findLive(id, by);
    if (parcel.role === role) return parcel;
    throw new DomainError(role === 'sender' ? 'transfers.not_sender' : 'transfers.not_recipient');
  }

  async function closedBecause(sender: AccountId): Promise<RelayState['closedBecause']> {
    const use = await relayUse(db, sender, clock.now());
    return lackOfRoom(settings, use, await parts.bytes.freeBytes(), SEALED_BLOCK_BYTES);
  }

  const { rootsOf, writeRoot } = makeRoots(parts);

  async function haveOf(transferId: TransferId): Promise<Pick<RelayState, 'have' | 'haveEpoch'>> {
    const row = await db.relayHave.findUnique({ where: { transferId } });
    return { have: (row?.runs ?? []) as BlockRun[], haveEpoch: row?.epoch ?? null };
  }

  function segmentsOf(parcel: Pick<Parcel, 'kind' | 'id'>) {
    return db.relaySegment.findMany({
      where: { ...placeOf(parcel), expiresAt: { gt: clock.now() } },
      orderBy: [{ file: 'asc' }, { firstBlock: 'asc' }, { id: 'asc' }],
    });
  }

  /** Takes a segment out and counts its blocks as durable; null when it was taken before. */
  async function take(transferId: TransferId, segmentId: SegmentId, badBlocks: number[]): Promise<number | null> {
    return db.$transaction(async (tx) => {
      // Of several that are acknowledged at once each adds its blocks to what the one before has written.
      await tx.$queryRaw`SELECT 1 FROM transfers WHERE id = ${transferId}::uuid FOR UPDATE`;
      const row = await tx.relaySegment.findFirst({ where: { id: segmentId, transferId, readyAt: { not: null } } });
      if (!row) return null;
      const isIn = (block: number) => block >= row.firstBlock && block < row.firstBlock + row.blockCount;
      if (!badBlocks.every(isIn)) throw new DomainError('relay.no_such_block');
      await tx.relaySegment.delete({ where: { id: row.id } });
      const before = await tx.relayHave.findUnique({ where: { transferId } });
      const taken = runWithout([row.file, row.firstBlock, row.blockCount], badBlocks);
      const runs = joinRuns([...((before?.runs ?? []) as BlockRun[]), ...taken]).slice(0, relayLimits.haveRuns);
      await tx.relayHave.upsert({ where: { transferId }, create: { transferId, runs }, update: { runs } });
      return row.sizeBytes;
    });
  }

  return {
    ...makeRelaySweeps(parts),

    async state(id: TransferId, viewer: AccountId): Promise<RelayState> {
      const parcel = await findLive(id, viewer);
      const [rows, roots, have, closed] = await Promise.all([
        segmentsOf(parcel),
        rootsOf(parcel),
        haveOf(id),
        closedBecause(parcel.senderId),
      ]);
      const ready = rows.filter(({ readyAt }) => readyAt !== null).map(toSegment);
      const unfinished = rows.filter(({ readyAt }) => readyAt === null).map(toSegment);
      return {
        isOpen: closed === null,
        closedBecause: closed,
        segments: ready,
        unfinished: parcel.role === 'sender' ? unfinished : [],
        roots,
        ...have,
        ...(settings.origin ? { origin: settings.origin } : {}),
        expiresAt: firstEnd(parcel, ready),
      };
    },

    /** What a visitor may fetch of a share now. */
    async contentsOfShare(id: ShareId): Promise<Pick<RelayState, 'segments' | 'roots'>> {
      const parcel = { kind: 'share', id: id as string as TransferId } as const;
      const [rows, roots] = await Promise.all([segmentsOf(parcel), rootsOf(parcel)]);
      return { segments: rows.filter(({ readyAt }) => readyAt !== null).map(toSegment), roots };
    },

    wholeBytesOf: (shares: ShareId[]) => wholeBytesOf(db, shares, clock.now()),

    /** The recipient has written all of it but the bad blocks, which did not open: it goes. */
    async acknowledge(transferId: TransferId, segmentId: SegmentId, badBlocks: number[], by: AccountId): Promise<void> {
      // Nobody takes a segment of a share [S5]: of those who ask here, no one is its recipient.
      const { senderId } = await findLiveAs('recipient', transferId, by);
      const taken = await take(transferId, segmentId, badBlocks);
      if (taken === null) return;
      parts.meters.count('spotlight_relay_bytes_total', { what: 'taken' }, taken);
      announce('relay:acknowledged', `account:${senderId}`, { transferId, segmentId, badBlocks });
      await segments.deleteBytes(segmentId);
    },

    /** The sender has sealed all blocks of a file. Told again, the last one counts. */
    async tellRoot(transferId: TransferId, root: SealedRoot, by: AccountId): Promise<void> {
      const parcel = await findLiveAs('sender', transferId, by);
      if (root.file >= parcel.fileCount) throw new DomainError('transfers.no_such_file');
      await db.$transaction((tx) => writeRoot(tx, parcel, root));
      announce('relay:root-told', parcel.receivers, { transferId: parcel.id, ...root });
    },

    /** What is durable at the recipient now, instead of what was told before. */
    async tellHave(transferId: TransferId, epoch: string, told: BlockRun[], by: AccountId): Promise<void> {
      const { senderId } = await findLiveAs('recipient', transferId, by);
      const have = joinRuns(told);
      await db.relayHave.upsert({
        where: { transferId },
        create: { transferId, epoch, runs: have },
        update: { epoch, runs: have },
      });
      announce('relay:have-told', `account:${senderId}`, { transferId, epoch, have });
    },

    /** Nothing of an ended transfer stays. */
    async transferEnded(transferId: TransferId): Promise<void> {
      const rows = await db.relaySegment.findMany({ where: { transferId }, include: withParcel });
      await segments.drop(rows, { isTold: false });
      await db.relayRoot.deleteMany({ where: { transferId } });
      await db.relayHave.deleteMany({ where: { transferId } });
    },

    /** Nothing of an ended share stays, either. */
    async shareEnded(shareId: ShareId): Promise<void> {
      const rows = await db.relaySegment.findMany({ where: { shareId }, include: withParcel });
      await segments.drop(rows, { isTold: false });
      await db.shareRoot.deleteMany({ where: { shareId } });
    },
  };
}

/** When the first of it goes, be it because all goes [R14]. */
function firstEnd(parcel: Parcel, ready: RelaySegment[]): string | null {
  if (ready.length === 0) return null;
  return [parcel.expiresAt.toISOString(), ...ready.map(({ expiresAt }) => expiresAt)].sort()[0]!;
}

export type RelayService = ReturnType<typeof createRelayService>;
