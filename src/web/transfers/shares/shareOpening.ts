import type { ShareId } from '../../../shared/core/ids.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { OpenShare, PasswordCost } from '../../../shared/transfers/shares/share.ts';
import { api } from '../../core/api.ts';
import { RefusedError } from '../../core/appError.ts';
import type { Bytes } from '../engine/bytes.ts';
import { passwordKeys, unwrapShareKey } from './shareKeys.ts';

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

/** With a password: first the server must believe it, then the key is unwrapped here. */
export async function unlockShare(
  id: ShareId,
  password: string,
  cost: PasswordCost,
  linkKey: Bytes,
): Promise<{ opened: Opened; answer: OpenShare }> {
  const { stretchInWorker } = await import('./stretchInWorker.ts');
  const keys = await passwordKeys(password, cost, linkKey, id, stretchInWorker);
  const answer = await api.shares.unlock.mutate({ shareId: id, accessToken: keys.accessToken });
  const wrapped = answer.sealed?.wrappedKey;
  const shareKey = wrapped ? await unwrapShareKey(wrapped, keys, id) : null;
  if (!shareKey) throw new RefusedError({ code: 'shares.wrong_password', kind: 'forbidden' });
  return { opened: { shareKey, accessToken: keys.accessToken }, answer };
}
