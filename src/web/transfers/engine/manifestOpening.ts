import { type Manifest, parseManifest } from '../../../shared/transfers/manifest.ts';
import { openManifestJson } from './sealing.ts';

/** Opens and checks what a stranger offers; null when it does not open or cannot be believed. Brings zod with it. */
export async function openManifest(
  transferKey: Uint8Array,
  transferId: string,
  sealed: string,
): Promise<Manifest | null> {
  return parseManifest(await openManifestJson(transferKey, transferId, sealed));
}
