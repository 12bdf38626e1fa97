import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { OpenShare } from '../../../shared/transfers/shares/share.ts';
import type { Bytes } from '../engine/bytes.ts';

/** What opens a share: its key, and what the server asks for before it gives out what is sealed. */
export interface Opened {
  shareKey: Bytes;
  accessToken: string | null;
}

/** What is in a share; null when this key does not open it, or it is not what the server was told. */
export async function openContents(
  shareKey: Bytes,
  { facts, sealed }: OpenShare & { sealed: NonNullable<OpenShare['sealed']> },
): Promise<Manifest | null> {
  // Checking what a stranger wrote brings its schemas along: only when there is something to check.
  const { openManifest } = await import('../engine/manifestOpening.ts');
  const manifest = await openManifest(shareKey, facts.id, sealed.sealedManifest);
  const total = manifest?.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return total === facts.totalBytes && manifest?.files.length === facts.fileCount ? manifest : null;
}
