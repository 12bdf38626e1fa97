import type { Prisma, Transfer as TransferRow } from '../../generated/prisma/client.ts';
import type { AccountId, DeviceId, MatchId, TransferId } from '../../shared/core/ids.ts';
import type { EndReason, SealedKey, Transfer } from '../../shared/transfers/transfer.ts';
import { type Role, type TransferLife, transferAsOf } from '../../shared/transfers/transferState.ts';

/** A transfer without what is sealed in it, which is large and fetched apart. */
export type BareRow = Omit<TransferRow, 'sealedManifest' | 'sealedKeys'>;
export const withoutSealed = { sealedManifest: true, sealedKeys: true } as const;

/** States in which something may still happen; `isLive` says the same of a life. */
export const liveStates: string[] = ['offered', 'accepted'] satisfies TransferLife['state'][];

/** Transfers in which something may still happen: past its time none is live, whether or not the sweep has come by. */
export const liveTransfer = (now: Date) => ({ state: { in: liveStates }, expiresAt: { gt: now } });

export function roleOf(row: BareRow, account: AccountId): Role {
  return row.senderId === account ? 'sender' : 'recipient';
}

/** The device that plays this part; the recipient's is not known before one has accepted. */
export function deviceOf(row: BareRow, role: Role): DeviceId | null {
  return (role === 'sender' ? row.senderDeviceId : row.recipientDeviceId) as DeviceId | null;
}

export function toLife(row: BareRow): TransferLife {
  const state = row.state as TransferLife['state'];
  const expiresAtMs = row.expiresAt.getTime();
  switch (state) {
    case 'offered':
      return { state, expiresAtMs };
    case 'accepted':
      return { state, recipientDeviceId: row.recipientDeviceId as DeviceId, expiresAtMs };
    case 'completed':
      return { state };
    default:
      return { state, reason: row.endReason as EndReason };
  }
}

// Everything on the server ends: with the transfer goes what was sealed in it.
const emptied = { sealedManifest: new Uint8Array(), sealedKeys: [] satisfies SealedKey[] };

/** What a step writes; `by` is null when time took it. */
export function changesOf(
  life: TransferLife,
  now: Date,
  by: AccountId | null,
): Prisma.TransferUncheckedUpdateManyInput {
  switch (life.state) {
    case 'offered':
      return { state: life.state };
    case 'accepted':
      return {
        state: life.state,
        recipientDeviceId: life.recipientDeviceId,
        decidedAt: now,
        expiresAt: new Date(life.expiresAtMs),
      };
    case 'completed':
      return { ...emptied, state: life.state, endedAt: now, endedById: by };
    case 'refused':
      return { ...emptied, state: life.state, endReason: life.reason, decidedAt: now, endedAt: now, endedById: by };
    case 'cancelled':
    case 'failed':
    case 'expired':
      return { ...emptied, state: life.state, endReason: life.reason, endedAt: now, endedById: by };
  }
}

/** A transfer as one of its parties sees it. */
export function toTransfer(row: BareRow, viewer: AccountId, now: Date): Transfer {
  const life = transferAsOf(toLife(row), now.getTime());
  const isSender = roleOf(row, viewer) === 'sender';
  return {
    id: row.id as TransferId,
    matchId: row.matchId as MatchId,
    state: life.state,
    isSender,
    partnerId: (isSender ? row.recipientId : row.senderId) as AccountId,
    senderDeviceId: row.senderDeviceId as DeviceId,
    recipientDeviceId: row.recipientDeviceId as DeviceId | null,
    fileCount: row.fileCount,
    totalBytes: Number(row.totalBytes),
    chosenFiles: row.chosenFiles,
    receivedBytes: Number(row.receivedBytes),
    endReason: 'reason' in life ? life.reason : null,
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
  };
}
