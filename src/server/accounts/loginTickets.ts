import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { type AccountId, accountId } from '../../shared/core/ids.ts';
import type { Clock } from '../core/ports.ts';
import type { ServerSecrets } from '../core/serverSecrets.ts';
import { verifyToken } from './verifyToken.ts';

/** The cookie of a login whose password was right and whose code is awaited. */
export const LOGIN_COOKIE = 'spotlight-login';
export const LOGIN_SECONDS = 5 * 60;

const AUDIENCE = 'spotlight:login';
const TYPE = 'login+jwt';
const markOf = (passwordHash: string) => createHash('sha256').update(passwordHash).digest('base64url').slice(0, 22);

/** Half a login: who gave the right password, for five minutes, and only while that is the password. */
export function makeLoginTickets(secrets: ServerSecrets, clock: Clock) {
  return {
    sign(account: AccountId, passwordHash: string): Promise<string> {
      const now = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({ pw: markOf(passwordHash) })
        .setProtectedHeader({ alg: 'HS256', typ: TYPE })
        .setSubject(account)
        .setAudience(AUDIENCE)
        .setExpirationTime(now + LOGIN_SECONDS)
        .sign(secrets[0]);
    },

    /** Whose ticket this is, and whether a password is the one it was given for; null for none of ours. */
    async read(
      ticket: string | undefined,
    ): Promise<{ account: AccountId; isFor(passwordHash: string): boolean } | null> {
      if (!ticket) return null;
      const payload = await verifyToken(ticket, secrets, {
        typ: TYPE,
        audience: AUDIENCE,
        currentDate: clock.now(),
        requiredClaims: ['sub', 'pw', 'exp'],
      });
      const account = accountId.safeParse(payload?.sub);
      if (!account.success) return null;
      return { account: account.data, isFor: (passwordHash) => payload?.pw === markOf(passwordHash) };
    },
  };
}
