import { cookieName } from '../core/cookieJar.ts';
import { ACCESS_COOKIE } from './tokens.ts';

/**
 * The access tokens in a Cookie header, the one of the secure name first. A handshake does not say whether the browser
 * came over HTTPS (a proxy may stand between), so both names count.
 */
export function accessTokensIn(header: string): string[] {
  const pairs = header.split(';').map((pair) => pair.trim());
  return [true, false].flatMap((isSecure) => {
    const start = `${cookieName(ACCESS_COOKIE, isSecure)}=`;
    return pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
  });
}
