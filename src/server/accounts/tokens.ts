import { createHash, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { accountId, type SessionId, sessionId } from '../../shared/core/ids.ts';
import type { Clock } from '../core/ports.ts';
import type { ServerSecrets } from '../core/serverSecrets.ts';
import type { Principal } from './principal.ts';
import { verifyToken } from './verifyToken.ts';

/** The names of both cookies, before the `__Host-` prefix. */
export const ACCESS_COOKIE = 'spotlight-access';
export const REFRESH_COOKIE = 'spotlight-refresh';

export const ACCESS_SECONDS = 15 * 60;
export const REFRESH_SECONDS = 7 * 24 * 60 * 60;

const AUDIENCE = 'spotlight:access';

export type AccessTokens = ReturnType<typeof makeAccessTokens>;

interface Checked {
  principal: Principal;
  endsAt: Date;
}

/** A browser shows its token with every request; so many are known without looking at their signatures again. */
const KNOWN_TOKENS = 5000;

/** Signs and checks access tokens: a JWT (RFC 7519) that names an account and the session vouching for it. */
export function makeAccessTokens(secrets: ServerSecrets, clock: Clock, knownTokens = KNOWN_TOKENS) {
  // Those whose signature was right, the one that was shown least lately first. They are believed until they expire.
  const known = new Map<string, Checked>();

  function remember(token: string, checked: Checked): Checked {
    known.delete(token);
    known.set(token, checked);
    if (known.size > knownTokens) known.delete(known.keys().next().value!);
    return checked;
  }

  return {
    sign({ accountId, sessionId }: Principal): Promise<string> {
      const now = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setSubject(accountId)
        .setAudience(AUDIENCE)
        .setIssuedAt(now)
        .setExpirationTime(now + ACCESS_SECONDS)
        .sign(secrets[0]);
    },

    /** Who a token speaks for and until when; null for one that is expired, forged or not ours. */
    async check(token: string | undefined): Promise<Checked | null> {
      if (!token) return null;
      const before = known.get(token);
      if (before && before.endsAt > clock.now()) return remember(token, before);
      known.delete(token);
      const payload = await verifyToken(token, secrets, {
        typ: 'at+jwt',
        audience: AUDIENCE,
        currentDate: clock.now(),
        requiredClaims: ['sub', 'sid', 'exp'],
      });
      const [account, session] = [accountId.safeParse(payload?.sub), sessionId.safeParse(payload?.sid)];
      if (!account.success || !session.success) return null;
      return remember(token, {
        principal: { accountId: account.data, sessionId: session.data },
        endsAt: new Date((payload?.exp ?? 0) * 1000),
      });
    },
  };
}

/** A fresh refresh token and the hash by which it is known. 256 random bits need no slow hash. */
export function makeRefreshToken(session: SessionId): { token: string; hash: string } {
  const secret = randomBytes(32).toString('base64url');
  return { token: `${session}.${secret}`, hash: hashSecret(secret) };
}

/** The session that a refresh token names, and the hash of its secret; null if it is no refresh token. */
export function readRefreshToken(token: string | undefined): { session: SessionId; hash: string } | null {
  const [id, secret, ...rest] = (token ?? '').split('.');
  const session = sessionId.safeParse(id);
  return session.success && secret && rest.length === 0 ? { session: session.data, hash: hashSecret(secret) } : null;
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
