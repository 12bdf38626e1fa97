import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/**
 * Whether a socket is of a page that came over HTTPS, or of this very machine: what is said over it passes through a
 * hall's network. A page's own address tells (its Origin); where there is none, the connection does, or the proxy in front.
 */
export function isSecureHandshake(request: IncomingMessage, isBehindProxy: boolean): boolean {
  const { origin, host, 'x-forwarded-proto': forwarded } = request.headers;
  if (origin !== undefined) {
    if (!URL.canParse(origin)) return false;
    const { protocol, hostname } = new URL(origin);
    return protocol === 'https:' || isLoopback(hostname);
  }
  if (request.socket instanceof TLSSocket) return true;
  if (isBehindProxy && forwarded !== undefined) return forwarded === 'https';
  return URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname);
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
