import { type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { ServerSecrets } from '../core/serverSecrets.ts';

/** What a JWT (RFC 7519) of ours says; null for one that is expired, forged, or signed with none of our secrets. */
export async function verifyToken(
  token: string,
  secrets: ServerSecrets,
  options: JWTVerifyOptions,
): Promise<JWTPayload | null> {
  for (const secret of secrets) {
    const payload = await jwtVerify(token, secret, { ...options, algorithms: ['HS256'] }).then(
      (verified) => verified.payload,
      () => null,
    );
    if (payload) return payload;
  }
  return null;
}
