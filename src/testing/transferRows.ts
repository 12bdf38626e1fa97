import type { Database } from '../server/core/database.ts';
import type { AccountId, TransferId } from '../shared/core/ids.ts';

export async function makeAccountRow(db: Database, username: string): Promise<AccountId> {
  const id = crypto.randomUUID();
  await db.account.create({
    data: { id, username, usernameKey: id, email: `${id}@example.org`, passwordHash: '-' },
  });
  return id as AccountId;
}

export interface TransferRowFields {
  state?: string;
  fileCount?: number;
  totalBytes?: number;
  chosenFiles?: number[];
  createdAt?: Date;
  expiresAt?: Date;
}

/** A transfer between two accounts that matched, accepted if not said otherwise. */
export async function makeTransferRow(
  db: Database,
  senderId: AccountId,
  recipientId: AccountId,
  fields: TransferRowFields = {},
): Promise<TransferId> {
  const [lowId, highId] = senderId < recipientId ? [senderId, recipientId] : [recipientId, senderId];
  const day = new Date('2026-06-01');
  const [eventId, matchId, id] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  await db.event.create({
    data: {
      id: eventId,
      code: eventId.slice(0, 12),
      name: 'Swing',
      location: 'Hall',
      startDate: day,
      endDate: day,
      createdById: senderId,
    },
  });
  await db.match.create({
    data: { id: matchId, eventId, lowId, highId, proposerId: senderId, state: 'accepted', expiresAt: day },
  });
  await db.transfer.create({
    data: {
      id,
      matchId,
      senderId,
      recipientId,
      senderDeviceId: crypto.randomUUID(),
      recipientDeviceId: crypto.randomUUID(),
      sealedManifest: new Uint8Array([1]),
      sealedKeys: [],
      state: 'accepted',
      fileCount: 3,
      totalBytes: 5_000_000_000,
      expiresAt: new Date('2099-01-01'),
      ...fields,
    },
  });
  return id as TransferId;
}
