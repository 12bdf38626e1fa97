import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../shared/core/errors.ts';
import { accountId } from '../../shared/core/ids.ts';
import { cookieJar } from '../core/cookieJar.ts';
import type { AccountsService } from './accounts.service.ts';

const YEAR_SECONDS = 31_536_000;

/** `/avatars/<account>/<hash>`: profile pictures, for whoever is signed in. Another picture has another address. */
export function registerAvatars(app: FastifyInstance, accounts: AccountsService): void {
  app.get<{ Params: { account: string; hash: string } }>('/avatars/:account/:hash', async (request, reply) => {
    if (!(await accounts.principalOf(cookieJar(request, reply)))) throw new DomainError('accounts.not_signed_in');
    const id = accountId.safeParse(request.params.account);
    const image = id.success ? await accounts.avatar(id.data, request.params.hash) : null;
    if (!image) throw new DomainError('request.not_found');
    return (
      reply
        .header('content-type', image.contentType)
        .header('cache-control', `private, max-age=${YEAR_SECONDS}, immutable`)
        .header('x-content-type-options', 'nosniff')
        // Someone's upload: opened as a page of its own it may do nothing.
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(Buffer.from(image.bytes))
    );
  });
}
