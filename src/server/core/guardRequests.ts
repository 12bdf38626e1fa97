import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../shared/core/errors.ts';
import type { OriginRule } from './originRule.ts';

export interface GuardParts {
  isAllowedOrigin: OriginRule;
  /** This process speaks TLS itself, with a certificate of its own. */
  isHttps: boolean;
  /** Where else browsers find the relay. */
  relayOrigin?: string;
}

const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS']);
/** QUERY and TRACE are nobody's here; TRACE would say back what a request carried. */
const methods = new Set([...changesNothing, 'POST', 'PUT', 'PATCH', 'DELETE']);

/** What stands before every route: the methods there are, whose pages may change something, what browsers must enforce. */
export function guardRequests(app: FastifyInstance, parts: GuardParts): void {
  const { isAllowedOrigin } = parts;
  // The same for every answer, so they are put together once.
  const headers = securityHeaders(parts);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    if (!methods.has(request.method)) return done(new DomainError('request.not_found'));
    if (!changesNothing.has(request.method) && !isAllowedOrigin(request.raw)) {
      return done(new DomainError('request.wrong_origin'));
    }
    done();
  });
}

/** What no page of ours ever asks for, and nothing in one may. Cameras, microphones and screens are for calls. */
const permissionsPolicy = [
  ...['accelerometer', 'geolocation', 'gyroscope', 'hid', 'magnetometer', 'midi', 'payment'],
  ...['publickey-credentials-create', 'publickey-credentials-get', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** The headers of the OWASP Secure Headers Project, as strict as the app allows. */
function securityHeaders({ isHttps, relayOrigin }: GuardParts): Record<string, string> {
  const relay = relayOrigin ? ` ${relayOrigin}` : '';
  return {
    'content-security-policy': [
      "default-src 'self'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "script-src-attr 'none'",
      "style-src 'self'",
      // Not every browser takes 'self' for the sockets of this host, too (CSP 3, 6.7.2.8).
      `connect-src 'self' ws: wss: blob:${relay}`,
      "img-src 'self' data: blob:",
      "media-src 'self' blob:",
      "worker-src 'self' blob:",
      "object-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ].join(';'),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': permissionsPolicy,
    'referrer-policy': 'no-referrer',
    // A certificate of one's own is no promise: whoever gets another must not be locked out.
    ...(isHttps ? {} : { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    // The filter it turns off could itself be made to leak.
    'x-xss-protection': '0',
    // Nobody keeps an answer, unless its route says who may and how long.
    'cache-control': 'no-store',
  };
}
