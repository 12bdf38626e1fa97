import { makeRedisLiveState } from '../server/adapters/liveState.ts';
import { joinNodes } from '../server/adapters/redis/nodes.ts';
import type { RedisLink } from '../server/adapters/redis/redisLink.ts';
import { makeSocketFanout } from '../server/adapters/socketFanout.ts';
import { type AppParts, buildApp } from '../server/app.ts';
import { type Adapters, compose } from '../server/compose.ts';
import { makeReadiness, type Readiness } from '../server/core/readiness.ts';
import { readinessChecksOf } from '../server/readinessChecks.ts';
import { makeTestAdapters } from './testAdapters.ts';
import { openTestDatabase } from './testDatabase.ts';

const noMetrics: AppParts['metrics'] = { token: null, contentType: 'text/plain', text: async () => '' };
type Built = Awaited<ReturnType<typeof buildApp>> & { readiness: Readiness };

export type TestApp = Awaited<ReturnType<typeof startApp>>;

/** The whole server on a free port of 127.0.0.1, with a database of its own if none is given; with a Redis, one node of several. */
export async function startApp(
  { redis, ...overrides }: Partial<Adapters> & { redis?: RedisLink } = {},
  {
    beforeListening,
    metrics = noMetrics,
    requiresHttps = false,
    trustProxy = [],
    webFolder = null,
  }: { beforeListening?(built: Built): void } & Partial<
    Pick<AppParts, 'metrics' | 'requiresHttps' | 'trustProxy' | 'webFolder'>
  > = {},
) {
  const database = overrides.db ? null : await openTestDatabase();
  const db = overrides.db ?? database!.db;
  const fanout = makeSocketFanout();
  const live = redis && makeRedisLiveState(redis, overrides.clock ?? { now: () => new Date() });
  const adapters = makeTestAdapters({ db, fanout, ...live, ...overrides });
  const nodes = redis && joinNodes(redis, adapters.log, 100);
  const services = compose(adapters);
  const readiness = makeReadiness([...readinessChecksOf(adapters), ...(nodes ? [nodes.readinessCheck] : [])]);
  const { app, io, doors } = await buildApp({
    services,
    adapters,
    readiness,
    metrics,
    publicOrigins: [],
    requiresHttps,
    trustProxy,
    webFolder,
    ...(nodes ? { socketAdapter: nodes.socketAdapter } : {}),
  });
  beforeListening?.({ app, io, doors, readiness });
  fanout.attach(io);
  nodes?.healOnReturn({ io, doors, restoreLiveState: services.restoreLiveState });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    app,
    io,
    services,
    adapters,
    close: async () => {
      await app.close();
      nodes?.close();
      await database?.close();
    },
  };
}
