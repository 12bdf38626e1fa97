import type { ShareId } from '../../../shared/core/ids.ts';
import type { PasswordCost, SharePassword } from '../../../shared/transfers/shares/share.ts';
import { codeOfShare } from '../../../shared/transfers/shares/shareCode.ts';
import { type Bytes, fromBase64, joined, toBase64 } from '../engine/bytes.ts';
import { open, seal } from '../engine/sealing.ts';

/** The keys of a share, see SHARES.md [S1] to [S3]. What stands in a link's fragment never goes to a server. */

const KEY_BYTES = 32;
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

export function makeSecret(): Bytes {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES));
}

/** The whole link: its path is the server's business, its fragment nobody's but the two people's. */
export function linkOf(id: ShareId, linkKey: Uint8Array): string {
  return `${location.origin}/s/${codeOfShare(id)}#v1.${toBase64Url(linkKey)}`;
}

/** The link key in an address's fragment; or why there is none. */
export function linkKeyIn(fragment: string): Bytes | 'missing' | 'broken' {
  const written = fragment.replace(/^#/, '');
  if (written === '') return 'missing';
  const [, key] = /^v1\.([\w-]{43})$/.exec(written) ?? [];
  const bytes = key ? fromBase64Url(key) : null;
  // One key has one spelling: a changed last letter may still decode to the same bytes.
  return bytes?.byteLength === KEY_BYTES && toBase64Url(bytes) === key ? bytes : 'broken';
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

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function fromBase64Url(written: string): Bytes | null {
  const padded = written.padEnd(Math.ceil(written.length / 4) * 4, '=');
  return fromBase64(padded.replaceAll('-', '+').replaceAll('_', '/'));
}
