import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/** From where a request comes, as Fastify says it of its own: past the proxies that are trusted, no further. */
export function makeAddressOf(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return (request) => request.socket.remoteAddress ?? '';
  const trusted = proxyAddr.compile([...trustedProxies]);
  return (request) => proxyAddr(request, trusted);
}

/** Whether these are what proxies can be told by: addresses, ranges of them, and the names that some ranges have. */
export function areProxies(named: readonly string[]): boolean {
  try {
    proxyAddr.compile([...named]);
    // A number alone would be an address as well (1 is 0.0.0.1), and is not meant as one.
    return !named.some((one) => /^\d+(\/|$)/.test(one));
  } catch {
    return false;
  }
}
