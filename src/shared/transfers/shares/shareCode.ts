import type { ShareId } from '../../core/ids.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** 22 characters of six bits hold four bits more than an id. */
const SPARE_BITS = 4n;

/** The share's id as it stands in its link: the same 128 bits in base64url (RFC 4648). */
export function codeOfShare(id: ShareId): string {
  const bits = BigInt(`0x${id.replaceAll('-', '')}`) << SPARE_BITS;
  return Array.from({ length: 22 }, (_, n) => alphabet[Number((bits >> BigInt(6 * (21 - n))) & 63n)]).join('');
}

/** Which share a code names; null when it can be none's. */
export function shareOfCode(code: string): ShareId | null {
  if (!/^[\w-]{22}$/.test(code)) return null;
  const bits = Array.from(code).reduce((sum, char) => (sum << 6n) | BigInt(alphabet.indexOf(char)), 0n);
  const hex = (bits >> SPARE_BITS).toString(16).padStart(32, '0');
  // Not by the schema of ids: the page behind a link is small, and a schema is not.
  const [, ...parts] = /^(.{8})(.{4})(4.{3})([89ab].{3})(.{12})$/.exec(hex) ?? [];
  const id = parts.join('-') as ShareId;
  // One id has one code, whatever the spare bits say.
  return parts.length > 0 && codeOfShare(id) === code ? id : null;
}
