import { DomainError } from '../../../shared/core/errors.ts';
import type { RateLimits } from '../../core/ports.ts';
import { isSecret } from './secretHash.ts';

/**
 * [S3] Whether what is sealed in a share may be given out: at once without a password, else for its access token. Wrong
 * tokens are counted, and once there were too many none is looked at: what is spent is given back when it was right.
 */
export function makeShareAccess(limits: RateLimits) {
  return async function isOpen(
    share: { id: string; hasPassword: boolean; accessTokenHash: string | null },
    accessToken: string | null,
    address: string,
  ): Promise<boolean> {
    if (!share.hasPassword) return true;
    if (accessToken === null) return false;
    const ofAddress = `${share.id} ${address}`;
    await limits.spend('shareToken', ofAddress);
    await limits.spend('shareTokenByShare', share.id);
    if (!isSecret(accessToken, share.accessTokenHash)) throw new DomainError('shares.wrong_password');
    await limits.giveBack('shareToken', ofAddress);
    await limits.giveBack('shareTokenByShare', share.id);
    return true;
  };
}
