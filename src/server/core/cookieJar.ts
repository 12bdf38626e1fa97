import type { FastifyReply, FastifyRequest } from 'fastify';

/** The cookies of this exchange, as far as procedures may touch them. */
export interface CookieJar {
  get(name: string): string | undefined;
  set(name: string, value: string, maxAgeSeconds: number): void;
  clear(name: string): void;
}

/**
 * The cookies of one exchange. Over HTTPS their names carry the `__Host-` prefix (RFC 6265bis, 4.1.3.2), which
 * ties them to this host; plain HTTP is only ever a browser on the same machine, where the prefix cannot be set.
 */
export function cookieJar(request: FastifyRequest, reply: FastifyReply): CookieJar {
  const isSecure = request.protocol === 'https';
  const full = (name: string) => cookieName(name, isSecure);
  const base = { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' } as const;
  return {
    get: (name) => request.cookies[full(name)],
    set: (name, value, maxAgeSeconds) => void reply.setCookie(full(name), value, { ...base, maxAge: maxAgeSeconds }),
    clear: (name) => void reply.clearCookie(full(name), base),
  };
}

export function cookieName(name: string, isSecure: boolean): string {
  return isSecure ? `__Host-${name}` : name;
}
