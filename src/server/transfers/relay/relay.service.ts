import { DomainError } from '../../../shared/core/errors.ts';
import type { AccountId, SegmentId, TransferId } from '../../../shared/core/ids.ts';
import { joinRuns, runWithout } from '../../../shared/transfers/blockRuns.ts';
import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import { type RelayState, relayLimits, SEALED_BLOCK_BYTES, type SealedRoot } from '../../../shared/transfers/relay.ts';
import type { Role } from '../../../shared/transfers/transferState.ts';
import { type BareRow, roleOf } from '../transferRow.ts';
import { lackOfRoom, relayUse } from './relayRoom.ts';
import { makeRelaySweep } from './relaySweep.ts';
import { toSegment, withParties } from './segmentRow.ts';
import type { SegmentsParts, SegmentsService } from './segments.service.ts';

export type RelayParts = SegmentsParts & { segments: SegmentsService };

/** The relay: sealed blocks that wait on the server for a recipient whom no peer connection reaches. */
export function createRelayService(parts: RelayParts) {
  const { db, clock, announce, settings, segments } = parts;

  async function findLiveAs(role: Role, id: TransferId, by: AccountId): Promise<BareRow> {
    const transfer = await parts.transfers.findLive(id, by);
    if (roleOf(transfer, by) === role) return transfer;
    throw new DomainError(role === 'sender' ? 'transfers.not_sender' : 'transfers.not_recipient');
  }

  async function closedBecause(sender: AccountId): Promise<RelayState['closedBecause']> {
    const use = await relayUse(db, sender, clock.now());
    const lack = lackOfRoom(settings, use, await parts.bytes.freeBytes(), SEALED_BLOCK_BYTES);
    return lack && ({ 'relay.off': 'off', 'relay.full': 'full', 'relay.quota': 'quota' } as const)[lack];
  }

  async function haveOf(transferId: TransferId): Promise<Pick<RelayState, 'have' | 'haveEpoch'>> {
    const row = await db.relayHave.findUnique({ where: { transferId } });
    return { have: (row?.runs ?? []) as BlockRun[], haveEpoch: row?.epoch ?? null };
  }

  /** Takes a segment out and counts its blocks as durable; null when it was taken before. */
  async function take(transferId: TransferId, segmentId: SegmentId, badBlocks: number[]): Promise<true | null> {
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
      return true;
    });
  }

  return {
    sweep: makeRelaySweep(parts),

    async state(transferId: TransferId, viewer: AccountId): Promise<RelayState> {
      const transfer = await parts.transfers.findLive(transferId, viewer);
      const where = { transferId, expiresAt: { gt: clock.now() } };
      const [rows, roots, have, closed] = await Promise.all([
        db.relaySegment.findMany({ where, orderBy: [{ file: 'asc' }, { firstBlock: 'asc' }, { id: 'asc' }] }),
        db.relayRoot.findMany({ where: { transferId }, orderBy: { file: 'asc' } }),
        haveOf(transferId),
        closedBecause(transfer.senderId as AccountId),
      ]);
      const ready = rows.filter(({ readyAt }) => readyAt !== null).map(toSegment);
      const isSender = roleOf(transfer, viewer) === 'sender';
      return {
        isOpen: closed === null,
        closedBecause: closed,
        segments: ready,
        unfinished: isSender ? rows.filter(({ readyAt }) => readyAt === null).map(toSegment) : [],
        roots: roots.map(({ file, sealedRoot }) => ({ file, sealedRoot: Buffer.from(sealedRoot).toString('base64') })),
        ...have,
        expiresAt: ready.map(({ expiresAt }) => expiresAt).sort()[0] ?? null,
      };
    },

    /** The recipient has written all of it but the bad blocks, which did not open: it goes. */
    async acknowledge(transferId: TransferId, segmentId: SegmentId, badBlocks: number[], by: AccountId): Promise<void> {
      const transfer = await findLiveAs('recipient', transferId, by);
      const taken = await take(transferId, segmentId, badBlocks);
      if (!taken) return;
      const sender = `account:${transfer.senderId as AccountId}` as const;
      announce('relay:acknowledged', sender, { transferId, segmentId, badBlocks });
      await segments.deleteBytes(segmentId);
    },

    /** The sender has sealed all blocks of a file. Told again, the last one counts. */
    async tellRoot(transferId: TransferId, { file, sealedRoot }: SealedRoot, by: AccountId): Promise<void> {
      const transfer = await findLiveAs('sender', transferId, by);
      if (file >= transfer.fileCount) throw new DomainError('transfers.no_such_file');
      const root = new Uint8Array(Buffer.from(sealedRoot, 'base64'));
      await db.relayRoot.upsert({
        where: { transferId_file: { transferId, file } },
        create: { transferId, file, sealedRoot: root },
        update: { sealedRoot: root },
      });
      const recipient = `account:${transfer.recipientId as AccountId}` as const;
      announce('relay:root-told', recipient, { transferId, file, sealedRoot });
    },

    /** What is durable at the recipient now, instead of what was told before. */
    async tellHave(transferId: TransferId, epoch: string, told: BlockRun[], by: AccountId): Promise<void> {
      const transfer = await findLiveAs('recipient', transferId, by);
      const have = joinRuns(told);
      await db.relayHave.upsert({
        where: { transferId },
        create: { transferId, epoch, runs: have },
        update: { epoch, runs: have },
      });
      announce('relay:have-told', `account:${transfer.senderId as AccountId}`, { transferId, epoch, have });
    },

    /** Nothing of an ended transfer stays. */
    async transferEnded(transferId: TransferId): Promise<void> {
      const rows = await db.relaySegment.findMany({ where: { transferId }, include: withParties });
      await segments.drop(rows, { isTold: false });
      await db.relayRoot.deleteMany({ where: { transferId } });
      await db.relayHave.deleteMany({ where: { transferId } });
    },
  };
}

export type RelayService = ReturnType<typeof createRelayService>;
