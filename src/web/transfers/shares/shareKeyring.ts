import type { ShareId } from '../../../shared/core/ids.ts';
import type { Bytes } from '../engine/bytes.ts';
import { identify } from '../transferKeys.ts';
import type { OwnShareRecord } from './shareDb.ts';

/** The two keys of a share made in this browser. */
export interface ShareKeys {
  linkKey: Bytes;
  shareKey: Bytes;
}

const known = new Map<ShareId, ShareKeys>();

export const rememberShareKeys = (id: ShareId, keys: ShareKeys): void => void known.set(id, keys);
export const forgetShareKeys = (id: ShareId): void => void known.delete(id);

/** From memory, or as they were sealed to this browser; null when it cannot open them (any more). */
export async function shareKeysOf({
  shareId,
  sealedLinkKey,
  sealedShareKey,
}: OwnShareRecord): Promise<ShareKeys | null> {
  const inMemory = known.get(shareId);
  if (inMemory || !sealedLinkKey || !sealedShareKey) return inMemory ?? null;
  const { keys } = await identify();
  const [linkKey, shareKey] = await Promise.all([
    keys.openTransferKey(sealedLinkKey, shareId),
    keys.openTransferKey(sealedShareKey, shareId),
  ]);
  if (!linkKey || !shareKey) return null;
  known.set(shareId, { linkKey, shareKey });
  return { linkKey, shareKey };
}
