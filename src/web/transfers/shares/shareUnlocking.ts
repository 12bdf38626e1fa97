import type { ShareId } from '../../../shared/core/ids.ts';
import type { OpenShare, PasswordCost } from '../../../shared/transfers/shares/share.ts';
import { api } from '../../core/api.ts';
import { RefusedError } from '../../core/appError.ts';
import type { Bytes } from '../engine/bytes.ts';
import type { Opened } from './shareOpening.ts';
import { passwordKeys, unwrapShareKey } from './sharePassword.ts';
import { stretchInWorker } from './stretchInWorker.ts';

/** With a password: first the server must believe it, then the key is unwrapped here. */
export async function unlockShare(
  id: ShareId,
  password: string,
  cost: PasswordCost,
  linkKey: Bytes,
): Promise<{ opened: Opened; answer: OpenShare }> {
  const keys = await passwordKeys(password, cost, linkKey, id, stretchInWorker);
  const answer = await api.shares.unlock.mutate({ shareId: id, accessToken: keys.accessToken });
  const wrapped = answer.sealed?.wrappedKey;
  const shareKey = wrapped ? await unwrapShareKey(wrapped, keys, id) : null;
  if (!shareKey) throw new RefusedError({ code: 'shares.wrong_password', kind: 'forbidden' });
  return { opened: { shareKey, accessToken: keys.accessToken }, answer };
}
