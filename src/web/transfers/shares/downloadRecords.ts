import type { DownloadId } from '../../../shared/core/ids.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { Download, ShareFacts } from '../../../shared/transfers/shares/share.ts';
import { authorizationOf } from '../../../shared/transfers/shares/visitorAccess.ts';
import { account } from '../../accounts/session.ts';
import { api, apiWith } from '../../core/api.ts';
import { type DownloadRecord, deleteDownload } from './shareDb.ts';
import { makeSecret, toBase64Url } from './shareKeys.ts';
import type { Opened } from './shareOpening.ts';

/** A new download of a share, of which the server has not heard yet. */
export async function newDownload(facts: ShareFacts, manifest: Manifest, opened: Opened): Promise<DownloadRecord> {
  const { keepDownloadKey } = await import('./downloadKey.ts');
  const downloadId = crypto.randomUUID() as DownloadId;
  return {
    shareId: facts.id,
    downloadId,
    token: toBase64Url(makeSecret()),
    accessToken: opened.accessToken,
    sealedShareKey: await keepDownloadKey(opened.shareKey, downloadId),
    manifest,
    from: facts.from,
    totalBytes: facts.totalBytes,
    isDirect: facts.isDirect,
    isCounted: false,
    savedAt: {},
    expiresAt: facts.expiresAt,
  };
}

/** Takes a place for it, or the one it has: begun twice it is one. */
export async function beginDownload({ shareId, downloadId, token, accessToken }: DownloadRecord): Promise<Download> {
  // Said only by those who hide: the server may have forgotten their session, this page has not.
  const hiding = account()?.hidesAddress && { hidesAddress: true };
  return api.shares.startDownload.mutate({ shareId, accessToken, downloadId, token, ...hiding });
}

/** What its visitor may ask the server about it. */
export const askAbout = ({ downloadId, token }: DownloadRecord) => apiWith(authorizationOf(downloadId, token)).shares;

/** Takes what came of it off this device. */
export async function forgetDownload(record: DownloadRecord): Promise<void> {
  await import('./heldDownload.ts').then(({ removeHeld }) => removeHeld(record.downloadId)).catch(() => {});
  await deleteDownload(record).catch(() => {});
}
