import { DomainError } from '../../../shared/core/errors.ts';
import type { BudgetName } from '../../core/budgets.ts';
import { networkOf } from '../../core/networkOf.ts';
import type { RateLimits } from '../../core/ports.ts';
import { isSecret } from './secretHash.ts';

/**
 * [S3] Whether what is sealed in a share may be given out: at once without a password, else for its access token. Wrong
 * tokens are counted, and once there were too many none is looked at: what is spent is given back when it was right. The first
 * few of each address do not depend on what others have spent, so that nobody who guesses locks out those who know it.
 */
export function makeShareAccess(limits: RateLimits) {
  /** Says from which budgets it took; throws where none is left. */
  async function spend(shareId: string, ofAddress: string): Promise<[BudgetName, key: string][]> {
    await limits.spend('shareToken', ofAddress);
    const isFirst = await limits.spend('shareTokenFirst', ofAddress).then(
      () => true,
      () => false,
    );
    if (isFirst)
      return [
        ['shareToken', ofAddress],
        ['shareTokenFirst', ofAddress],
      ];
    await limits.spend('shareTokenByShare', shareId);
    return [
      ['shareToken', ofAddress],
      ['shareTokenByShare', shareId],
    ];
  }

  return async function isOpen(
    share: { id: string; hasPassword: boolean; accessTokenHash: string | null },
    accessToken: string | null,
    address: string,
  ): Promise<boolean> {
    if (!share.hasPassword) return true;
    if (accessToken === null) return false;
    const spent = await spend(share.id, `${share.id} ${networkOf(address)}`);
    if (!isSecret(accessToken, share.accessTokenHash)) throw new DomainError('shares.wrong_password');
    for (const [budget, key] of spent) await limits.giveBack(budget, key);
    return true;
  };
}
