import helmet from '@fastify/helmet';
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
export async function guardRequests(app: FastifyInstance, parts: GuardParts): Promise<void> {
  const { isAllowedOrigin } = parts;
  await app.register(helmet, securityHeaders(parts));
  app.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', permissionsPolicy);
    // Nobody keeps an answer, unless its route says who may and how long.
    reply.header('cache-control', 'no-store');
    if (!methods.has(request.method)) throw new DomainError('request.not_found');
    if (!changesNothing.has(request.method) && !isAllowedOrigin(request.raw)) {
      throw new DomainError('request.wrong_origin');
    }
  });
}

/** What no page of ours ever asks for, and nothing in one may. Cameras, microphones and screens are for calls. */
const permissionsPolicy = [
  ...['accelerometer', 'geolocation', 'gyroscope', 'hid', 'magnetometer', 'midi', 'payment'],
  ...['publickey-credentials-create', 'publickey-credentials-get', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');

function securityHeaders({ isHttps, relayOrigin }: GuardParts) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        // Not every browser takes 'self' for the sockets of this host, too (CSP 3, 6.7.2.8).
        connectSrc: ["'self'", 'ws:', 'wss:', 'blob:', ...(relayOrigin ? [relayOrigin] : [])],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' as const },
    crossOriginResourcePolicy: { policy: 'same-origin' as const },
    frameguard: { action: 'deny' as const },
    referrerPolicy: { policy: 'no-referrer' as const },
    // A certificate of one's own is no promise: whoever gets another must not be locked out.
    strictTransportSecurity: isHttps ? false : { maxAge: 31_536_000 },
  };
}
