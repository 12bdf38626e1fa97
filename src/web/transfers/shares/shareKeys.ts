import type { ShareId } from '../../../shared/core/ids.ts';
import { codeOfShare } from '../../../shared/transfers/shares/shareCode.ts';
import { type Bytes, fromBase64, toBase64 } from '../engine/bytes.ts';

/** The keys of a share, see SHARES.md [S1]. What stands in a link's fragment never goes to a server. */

const KEY_BYTES = 32;

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

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function fromBase64Url(written: string): Bytes | null {
  const padded = written.padEnd(Math.ceil(written.length / 4) * 4, '=');
  return fromBase64(padded.replaceAll('-', '+').replaceAll('_', '/'));
}
