import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../shared/core/errors.ts';
import { type AccountId, accountId } from '../../shared/core/ids.ts';
import { cookieJar } from '../core/cookieJar.ts';
import { networkOf } from '../core/networkOf.ts';
import type { RateLimits } from '../core/ports.ts';
import type { AccountsService } from './accounts.service.ts';

const YEAR_SECONDS = 31_536_000;
const HOUR_SECONDS = 3600;

export interface AvatarsParts {
  accounts: Pick<AccountsService, 'principalOf' | 'avatar'>;
  /** Whether this person has a link by which people without an account see who they are. */
  isShownToAnyone(account: AccountId): Promise<boolean>;
  limits: RateLimits;
}

/**
 * `/avatars/<account>/<hash>`: profile pictures, for whoever is signed in; of someone with a live share link for anyone.
 * Another picture has another address.
 */
export function registerAvatars(app: FastifyInstance, { accounts, isShownToAnyone, limits }: AvatarsParts): void {
  app.get<{ Params: { account: string; hash: string } }>('/avatars/:account/:hash', async (request, reply) => {
    const principal = await accounts.principalOf(cookieJar(request, reply));
    const isSignedIn = principal !== null;
    if (principal) await limits.spend('avatar', principal.accountId);
    else await limits.spend('address', networkOf(request.ip));
    const id = accountId.safeParse(request.params.account);
    const isShown = id.success && (isSignedIn || (await isShownToAnyone(id.data)));
    const image = isShown ? await accounts.avatar(id.data, request.params.hash) : null;
    // Without an account one learns nothing of addresses that are not exactly those of a picture on show.
    if (!image) throw new DomainError(isSignedIn ? 'request.not_found' : 'accounts.not_signed_in');
    const maxAge = isSignedIn ? YEAR_SECONDS : HOUR_SECONDS;
    return (
      reply
        .header('content-type', image.contentType)
        .header('cache-control', `private, max-age=${maxAge}, immutable`)
        .header('x-content-type-options', 'nosniff')
        // Someone's upload: opened as a page of its own it may do nothing.
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(Buffer.from(image.bytes))
    );
  });
}
