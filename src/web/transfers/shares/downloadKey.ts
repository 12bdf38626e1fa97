import type { DownloadId } from '../../../shared/core/ids.ts';
import { loadDeviceKeys, sealTransferKey } from '../engine/deviceKeys.ts';
import type { DownloadRecord } from './shareDb.ts';

/** The share's key, sealed to this browser for as long as the download lasts: with a password it is asked for once. */
export async function keepDownloadKey(shareKey: Uint8Array, downloadId: DownloadId): Promise<string> {
  const { publicKeyRaw } = await loadDeviceKeys();
  return sealTransferKey(shareKey, downloadId, publicKeyRaw);
}

export async function openDownloadKey({ sealedShareKey, downloadId }: DownloadRecord): Promise<Uint8Array | null> {
  const keys = await loadDeviceKeys();
  return keys.openTransferKey(sealedShareKey, downloadId);
}
