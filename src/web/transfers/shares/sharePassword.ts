import type { ShareId } from '../../../shared/core/ids.ts';
import type { PasswordCost, SharePassword } from '../../../shared/transfers/shares/share.ts';
import { type Bytes, fromBase64, joined, toBase64 } from '../engine/bytes.ts';
import { open, seal } from '../engine/sealing.ts';
import { toBase64Url } from './shareKeys.ts';

/** The password of a share, see SHARES.md [S2]. */

const SALT_BYTES = 16;
/** RFC 9106, second recommendation, on one lane: about a second on a phone, and what a phone can spare. */
const cost = { memoryKib: 64 * 1024, passes: 3 };
const text = new TextEncoder();

/** Argon2id over a password: heavy, so it is done elsewhere. */
export type Stretch = (password: string, cost: PasswordCost) => Promise<Bytes>;

export interface PasswordKeys {
  /** Shown to the server, which keeps only its hash. */
  accessToken: string;
  wrappingKey: CryptoKey;
}

/** Wraps the share key under a password and the link key; what the server keeps of it opens nothing. */
export async function wrapShareKey(
  shareKey: Bytes,
  password: string,
  linkKey: Bytes,
  id: ShareId,
  stretch: Stretch,
): Promise<SharePassword> {
  const salt = toBase64Url(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
  const { accessToken, wrappingKey } = await passwordKeys(password, { salt, ...cost }, linkKey, id, stretch);
  const wrappedKey = toBase64(await seal(wrappingKey, wrapData(id), shareKey));
  return { salt, ...cost, wrappedKey, accessToken };
}

/** What a password says to the server, and what it opens. */
export async function passwordKeys(
  password: string,
  passwordCost: PasswordCost,
  linkKey: Bytes,
  id: ShareId,
  stretch: Stretch,
): Promise<PasswordKeys> {
  // The same word typed on another keyboard may come in other code points.
  const stretched = await stretch(password.normalize('NFKC'), passwordCost);
  const base = await crypto.subtle.importKey('raw', joined(stretched, linkKey), 'HKDF', false, [
    'deriveKey',
    'deriveBits',
  ]);
  const algorithm = (use: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: text.encode(id),
    info: text.encode(`v1 share ${use}`),
  });
  const aes = { name: 'AES-GCM', length: 256 };
  return {
    accessToken: toBase64Url(new Uint8Array(await crypto.subtle.deriveBits(algorithm('access'), base, 256))),
    wrappingKey: await crypto.subtle.deriveKey(algorithm('wrap'), base, aes, false, ['encrypt', 'decrypt']),
  };
}

/** Null when it was wrapped under another password or link key, for another share, or was changed. */
export async function unwrapShareKey(wrapped: string, { wrappingKey }: PasswordKeys, id: ShareId) {
  const bytes = fromBase64(wrapped);
  return bytes && open(wrappingKey, wrapData(id), bytes);
}

const wrapData = (id: ShareId) => text.encode(`v1 share key${id}`);
