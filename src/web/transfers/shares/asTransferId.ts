import type { DownloadId, ShareId, TransferId } from '../../../shared/core/ids.ts';

/** At the relay the share's id stands where a transfer's id stands, between host and visitor that of the download. */
export const asTransferId = (id: ShareId | DownloadId): TransferId => id as string as TransferId;
