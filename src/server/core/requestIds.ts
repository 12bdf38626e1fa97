import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Meters } from './meters.ts';
import type { Log } from './ports.ts';
import { inRequest, makeRequestId } from './requestContext.ts';

const given = /^[\w-]{8,64}$/;

/**
 * Every request has an id, which its answer, its log lines and what it may show a person carry. One that a reverse
 * proxy of ours has given it is kept; anybody else's would let them write into our log.
 */
export function registerRequestIds(app: FastifyInstance, parts: { meters: Meters; log: Log }): void {
  const ids = new WeakMap<object, { requestId: string }>();
  app.addHook('onRequest', (request, reply, done) => {
    const requestId = idFromProxy(request) ?? makeRequestId();
    ids.set(request, { requestId });
    reply.header('x-request-id', requestId);
    inRequest({ requestId }, done);
  });
  // A body that came in pieces was read outside of it.
  app.addHook('preValidation', (request, _reply, done) => inRequest(ids.get(request) ?? {}, done));
  app.addHook('onResponse', (request, reply, done) => {
    // The pattern and not the address: that may hold a code or a token.
    const route = request.routeOptions.url ?? 'none';
    const facts = { method: request.method, route, status: reply.statusCode };
    const took = reply.elapsedTime;
    const labels = { ...facts, status: `${Math.floor(reply.statusCode / 100)}xx` };
    parts.meters.observe('spotlight_http_request_duration_seconds', labels, took / 1000);
    inRequest(ids.get(request) ?? {}, () => parts.log.debug({ ...facts, ms: Math.round(took) }, 'request answered'));
    done();
  });
}

// Fastify names more than the nearest address only where the nearest is a proxy that the settings trust.
function idFromProxy(request: FastifyRequest): string | null {
  const id = request.headers['x-request-id'];
  if (typeof id !== 'string' || !given.test(id)) return null;
  return request.ips && request.ips.length > 1 ? id : null;
}
