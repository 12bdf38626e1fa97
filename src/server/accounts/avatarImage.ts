import { createHash } from 'node:crypto';
import { avatarLimits } from '../../shared/accounts/accountRules.ts';
import { DomainError } from '../../shared/core/errors.ts';

export interface AvatarImage {
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** Names the picture in its address, which may thus be kept for ever. */
  hash: string;
}

/** What such a hash looks like. */
export const avatarHash = /^[\w-]{22}$/;

/** A picture as it came in, judged by its own bytes and not by what it is called. */
export function readAvatar(base64: string): AvatarImage {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  if (bytes.length > avatarLimits.maxBytes) throw new DomainError('request.too_large');
  const contentType = sniff(bytes);
  if (!contentType) throw new DomainError('accounts.avatar_not_an_image');
  return { contentType, bytes, hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22) };
}

// https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
function sniff(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.subarray(0, 14)).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return text.startsWith('RIFF') && text.slice(8, 14) === 'WEBPVP' ? 'image/webp' : null;
}
