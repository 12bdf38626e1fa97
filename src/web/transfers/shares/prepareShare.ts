import type { ShareId } from '../../../shared/core/ids.ts';
import type { NewShare, Share } from '../../../shared/transfers/shares/share.ts';
import { api } from '../../core/api.ts';
import type { DeviceIdentity } from '../deviceIdentity.ts';
import type { Bytes } from '../engine/bytes.ts';
import { sealTransferKey } from '../engine/deviceKeys.ts';
import { rememberFiles } from '../files/fileHandles.ts';
import type { PickedFile } from '../files/pickFiles.ts';
import { makePreviews } from '../files/preview.ts';
import { sealFitting } from '../fittingManifest.ts';
import { type OwnShareRecord, writeOwnShare } from './shareDb.ts';
import { makeSecret } from './shareKeys.ts';
import { wrapShareKey } from './sharePassword.ts';
import { stretchInWorker } from './stretchInWorker.ts';

/** What a person chose for a link. */
export interface ShareWish {
  lifeMs: number;
  mostDownloads: number | null;
  isDirect: boolean;
  /** Empty for none. */
  password: string;
}

/** A share with everything that only this browser knows of it. */
export interface PreparedShare {
  record: OwnShareRecord;
  files: File[];
  linkKey: Bytes;
  shareKey: Bytes;
  /** Makes it known to the server; sending it again after a lost answer is the same share. */
  send(): Promise<Share>;
}

/** Makes the keys, seals names and pictures, and writes down what a reload needs to go on. */
export async function prepareShare(
  identity: DeviceIdentity,
  picked: PickedFile[],
  { lifeMs, mostDownloads, isDirect, password }: ShareWish,
): Promise<PreparedShare> {
  const shareId = crypto.randomUUID() as ShareId;
  const files = picked.map(({ file }) => file);
  const linkKey = makeSecret();
  const shareKey = password ? makeSecret() : linkKey;
  const [previews, sharePassword] = await Promise.all([
    makePreviews(files),
    password ? wrapShareKey(shareKey, password, linkKey, shareId, stretchInWorker) : null,
  ]);
  const { manifest, sealedManifest } = await sealFitting(shareKey, shareId, picked, previews);
  const toThisDevice = (key: Bytes) => sealTransferKey(key, shareId, identity.keys.publicKeyRaw);
  const record: OwnShareRecord = {
    shareId,
    sealedLinkKey: await toThisDevice(linkKey),
    sealedShareKey: await toThisDevice(shareKey),
    manifest,
    createdAt: new Date().toISOString(),
  };
  // Written before it is sent: a reload in between finds its way.
  await writeOwnShare(record).catch(() => {});
  await rememberFiles(shareId, picked);
  const share: NewShare = {
    shareId,
    deviceId: identity.deviceId,
    sealedManifest,
    fileCount: files.length,
    totalBytes: manifest.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    lifeMs,
    mostDownloads,
    isDirect,
    password: sharePassword,
  };
  return { record, files, linkKey, shareKey, send: () => api.shares.create.mutate(share) };
}
