import { createHash, timingSafeEqual } from 'node:crypto';

/** How a random secret of 32 bytes is kept: that many random bits need no slow hash. */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Whether the secret is the one that was kept, in the same time whatever the answer is. */
export function isSecret(secret: string, keptHash: string | null): boolean {
  const given = Buffer.from(hashOfSecret(secret), 'hex');
  const kept = Buffer.from(keptHash ?? '', 'hex');
  return kept.length === given.length && timingSafeEqual(given, kept);
}
