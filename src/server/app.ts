import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Server as SocketServer } from 'socket.io';
import { DomainError } from '../shared/core/errors.ts';
import { SHARE_NAMESPACE } from '../shared/transfers/shares/visitorAccess.ts';
import { registerAvatars } from './accounts/avatars.routes.ts';
import type { Adapters, Services } from './compose.ts';
import { makeAddressOf } from './core/addressOf.ts';
import { cookieJar } from './core/cookieJar.ts';
import { guardRequests } from './core/guardRequests.ts';
import { registerHealth } from './core/health.routes.ts';
import { type MetricsDoor, registerMetrics } from './core/metrics.routes.ts';
import { networkOf } from './core/networkOf.ts';
import { makeOriginRule } from './core/originRule.ts';
import { registerProcedures } from './core/procedures.routes.ts';
import type { Readiness } from './core/readiness.ts';
import { registerRequestIds } from './core/requestIds.ts';
import { isSecureHandshake } from './core/secureHandshake.ts';
import type { ServedDoor } from './core/socketDoor.ts';
import { registerWebApp } from './core/webApp.routes.ts';
import { awayAsRefusal, retryAfter, statusOfKind, toWireError } from './core/wireError.ts';
import { redirectPlain } from './lan/plainRedirect.ts';
import { createRouter } from './router.ts';
import { openSocketDoors, type SocketParts } from './socketDoors.ts';
import { registerSockets } from './sockets.ts';
import { registerRelay } from './transfers/relay/relay.routes.ts';
import { readBearer } from './transfers/shares/downloadToken.ts';
import { type Context, type ProcedureMeta, refused } from './trpc.ts';

export interface AppParts {
  services: Services;
  adapters: Adapters;
  readiness: Readiness;
  metrics: MetricsDoor;
  publicOrigins: readonly string[];
  trustProxy: readonly string[];
  /** Sockets only for pages that came over HTTPS, or are of this machine. */
  requiresHttps: boolean;
  /** The built web app; null leaves it out. */
  webFolder: string | null;
  https?: { key: string; cert: string };
  socketAdapter?: SocketParts['socketAdapter'];
  logger?: FastifyServerOptions['logger'];
}

export interface BuiltApp {
  app: FastifyInstance;
  io: SocketServer;
  /** The sockets' ways in. */
  doors: ServedDoor[];
}

const MAX_REQUEST_BYTES = 2_500_000;
const MAX_BATCH = 20;
/** What has come of a body is held in memory until it is whole: one that has stopped coming for so long is cut. */
const IDLE_MS = 60_000;

/** The whole server behind one port, not yet listening. */
export async function buildApp(parts: AppParts): Promise<BuiltApp> {
  const { services, adapters } = parts;
  const app = Fastify({
    logger: parts.logger ?? false,
    trustProxy: parts.trustProxy.length > 0 ? [...parts.trustProxy] : false,
    bodyLimit: MAX_REQUEST_BYTES,
    connectionTimeout: IDLE_MS,
    routerOptions: { maxParamLength: 5000 },
    forceCloseConnections: true,
    ...(parts.https ? { https: parts.https } : {}),
  } as FastifyServerOptions) as FastifyInstance;
  if (parts.https) redirectPlain(app, parts.https);
  registerRequestIds(app, adapters);
  const isAllowedOrigin = makeOriginRule(parts.publicOrigins, parts.trustProxy.length > 0);

  await app.register(cookie);
  guardRequests(app, {
    isAllowedOrigin,
    isHttps: Boolean(parts.https),
    relayOrigin: adapters.relay.settings.origin,
  });
  app.setErrorHandler((error, _request, reply) => {
    const domain = toWireError(error, adapters.log);
    return reply
      .status(statusOfKind[domain.kind])
      .headers(retryAfter([error]))
      .send({ error: domain });
  });

  registerHealth(app, parts.readiness);
  registerMetrics(app, parts.metrics);
  registerProcedures(app, {
    prefix: '/trpc',
    router: createRouter(services),
    headersFor: (refusals) => retryAfter(refusals.map(({ cause }) => cause)),
    maxBatchSize: MAX_BATCH,
    isOncePerRequest: (meta) => (meta as ProcedureMeta).oncePerRequest === true,
    createContext: async (request, reply): Promise<Context> => {
      const cookies = cookieJar(request, reply);
      const principal = await services.accounts.principalOf(cookies).catch((error: unknown) => {
        const refusal = awayAsRefusal(error, adapters.log);
        throw refusal instanceof DomainError ? refused(refusal) : error;
      });
      return {
        principal,
        isOperator: services.operator.isOperator,
        findDownload: () => services.downloads.principalOf(readBearer(request.headers.authorization)),
        cookies,
        address: networkOf(request.ip),
        userAgent: request.headers['user-agent'] ?? '',
        forgetSiteData: (...kinds) => void reply.header('clear-site-data', kinds.map((kind) => `"${kind}"`).join(', ')),
        limits: adapters.limits,
        log: adapters.log,
        meters: adapters.meters,
      };
    },
  });
  registerAvatars(app, {
    accounts: services.accounts,
    isShownToAnyone: services.shares.hasLive,
    limits: adapters.limits,
  });
  await registerRelay(app, {
    accounts: services.accounts,
    downloads: services.downloads,
    segments: services.segments,
    locks: adapters.relay.locks,
    limits: adapters.limits,
    log: adapters.log,
    isAllowedOrigin,
    accel: adapters.relay.settings.accel,
  });
  if (parts.webFolder && existsSync(parts.webFolder)) await registerWebApp(app, parts.webFolder);

  const { io, doors } = openSocketDoors(app.server, {
    ...registerSockets(services, adapters),
    isAllowedOrigin: (request: IncomingMessage) =>
      isAllowedOrigin(request) && (!parts.requiresHttps || isSecureHandshake(request, parts.trustProxy.length > 0)),
    addressOf: makeAddressOf(parts.trustProxy),
    limits: adapters.limits,
    log: adapters.log,
    meters: adapters.meters,
    ...(parts.socketAdapter ? { socketAdapter: parts.socketAdapter } : {}),
  });
  app.addHook('preClose', (done) => {
    // Those of this node: with an adapter between nodes the others' would be cut as well.
    io.local.disconnectSockets(true);
    io.of(SHARE_NAMESPACE).local.disconnectSockets(true);
    io.engine.close();
    done();
  });
  return { app, io, doors };
}
