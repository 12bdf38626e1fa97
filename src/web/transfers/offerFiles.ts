import type { AccountId, MatchId, TransferId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { api } from '../core/api.ts';
import { RefusedError } from '../core/appError.ts';
import type { DeviceIdentity } from './deviceIdentity.ts';
import { sealTransferKey } from './engine/deviceKeys.ts';
import { makeTransferKey } from './engine/sealing.ts';
import { rememberFiles } from './files/fileHandles.ts';
import type { PickedFile } from './files/pickFiles.ts';
import { makePreviews } from './files/preview.ts';
import { sealFitting } from './fittingManifest.ts';
import { sealKeyTo } from './sealedKeys.ts';
import { type TransferRecord, writeRecord } from './transferRecords.ts';

export interface OfferParts {
  identity: DeviceIdentity;
  matchId: MatchId;
  partnerId: AccountId;
  picked: PickedFile[];
  /** How many of the files have been looked at. */
  onDescribed(count: number): void;
}

/** What is asked of the other side, with everything that only this browser knows of it. */
export interface PreparedOffer {
  record: TransferRecord;
  files: File[];
  transferKey: Uint8Array;
  /** Sends it; sending it again after a lost answer is the same offer. */
  send(): Promise<Transfer>;
}

/** Seals names, pictures and key in this browser; what leaves can be read by the other person's devices only. */
export async function prepareOffer(parts: OfferParts): Promise<PreparedOffer> {
  const { identity, matchId, partnerId, picked, onDescribed } = parts;
  const transferId = crypto.randomUUID() as TransferId;
  const transferKey = makeTransferKey();
  const files = picked.map(({ file }) => file);
  const [devices, previews] = await Promise.all([
    api.accounts.devicesOf.query({ accountId: partnerId }),
    makePreviews(files),
  ]);
  if (devices.length === 0) throw new RefusedError({ code: 'transfers.no_device', kind: 'conflict' });
  const { manifest, sealedManifest } = await sealFitting(transferKey, transferId, picked, previews, onDescribed);
  const sealedKeys = await sealKeyTo(devices, transferKey, transferId);
  const record: TransferRecord = {
    transferId,
    matchId,
    isSender: true,
    manifest,
    sealedKey: await sealTransferKey(transferKey, transferId, identity.keys.publicKeyRaw),
    savedAt: {},
    createdAt: new Date().toISOString(),
  };
  // Written before it is sent: a reload in between finds its way.
  await writeRecord(record).catch(() => {});
  await rememberFiles(transferId, picked);
  const offer = {
    transferId,
    matchId,
    senderDeviceId: identity.deviceId,
    sealedManifest,
    sealedKeys,
    fileCount: files.length,
    totalBytes: manifest.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
  return { record, files, transferKey, send: () => api.transfers.offer.mutate(offer) };
}
