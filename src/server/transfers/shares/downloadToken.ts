import { type DownloadId, downloadId, type ShareId } from '../../../shared/core/ids.ts';

/** Who holds the token of a download: a visitor, who has no account here. */
export interface DownloadPrincipal {
  downloadId: DownloadId;
  shareId: ShareId;
}

/** What a visitor says of itself: which download, and its token, which is still to be looked at. */
export interface DownloadClaim {
  downloadId: DownloadId;
  token: string;
}

const BEARER = /^Bearer ([\w-]{36})\.([\w-]{43})$/i;

/** The claim in an Authorization header (RFC 6750); null for anything else. */
export function readBearer(authorization: string | undefined): DownloadClaim | null {
  const [, id, token] = BEARER.exec(authorization ?? '') ?? [];
  return readClaim({ downloadId: id, token });
}

/** The claim in what a visitor's socket sends when it opens. */
export function readClaim(claim: { downloadId?: unknown; token?: unknown }): DownloadClaim | null {
  const id = downloadId.safeParse(claim.downloadId);
  if (!id.success || typeof claim.token !== 'string' || claim.token.length !== 43) return null;
  return { downloadId: id.data, token: claim.token };
}
