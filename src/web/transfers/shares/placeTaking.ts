import type { Download } from '../../../shared/transfers/shares/share.ts';
import { toAppError } from '../../core/appError.ts';
import { isSaidAgain } from '../../core/retrying.ts';
import type { DownloadRecord } from './shareDb.ts';

export interface PlaceTakingParts {
  /** Writes a new download down; says which one stands, for another tab of this browser may have begun. */
  add(record: DownloadRecord): Promise<DownloadRecord>;
  begin(record: DownloadRecord): Promise<Download>;
  forget(record: DownloadRecord): Promise<void>;
}

/** Takes a place for a visitor: one, however often it is tried and in however many tabs. */
export function makePlaceTaking({ add, begin, forget }: PlaceTakingParts) {
  /** Its answer may have been lost, and then its place is this visitor's own; some private windows keep it nowhere else. */
  let prepared: DownloadRecord | null = null;

  async function forgetAll(record: DownloadRecord): Promise<void> {
    prepared = null;
    await forget(record);
  }

  return {
    /** Null where another tab has begun: its download is the one to take up. Throws what the server refuses. */
    async take(make: () => Promise<DownloadRecord>): Promise<{ record: DownloadRecord; begun: Download } | null> {
      prepared ??= await make();
      const record = prepared;
      const standing = await add(record).catch(() => record);
      if (standing.downloadId !== record.downloadId) return null;
      try {
        return { record, begun: await begin(record) };
      } catch (error) {
        if (!isSaidAgain(toAppError(error))) await forgetAll(record);
        throw error;
      }
    },
    forget: forgetAll,
  };
}
