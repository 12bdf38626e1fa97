import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import type { SinkKind } from './ledgerDb.ts';

/** Where a received file lies in the folder of its transfer: a file there, and how far into it. */
export interface ReceivedPlace {
  name: string;
  fromBytes: number;
  sizeBytes: number;
  /** Others lie in the same one. */
  isShared: boolean;
}

const SHARED_NAME = 'small';

/**
 * Files of one block lie one after another in a single file on the disk, each larger one in a file of its own: to create,
 * flush and close a file costs more than the few kilobytes in it, and a folder may hold thousands of them.
 */
export function receivedPlaces({ files }: Manifest, sink: SinkKind): ReceivedPlace[] {
  let fromBytes = 0;
  return files.map(({ sizeBytes }, index) => {
    if (sink !== 'packed' || sizeBytes > BLOCK_BYTES) {
      return { name: String(index), fromBytes: 0, sizeBytes, isShared: false };
    }
    const place = { name: SHARED_NAME, fromBytes, sizeBytes, isShared: true };
    fromBytes += sizeBytes;
    return place;
  });
}
