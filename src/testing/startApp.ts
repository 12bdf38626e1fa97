import { makeSocketFanout } from '../server/adapters/socketFanout.ts';
import { type AppParts, buildApp } from '../server/app.ts';
import { type Adapters, compose } from '../server/compose.ts';
import { footingsOf } from '../server/core/footings.ts';
import { makeReadiness, type Readiness } from '../server/core/readiness.ts';
import { makeTestAdapters } from './testAdapters.ts';
import { openTestDatabase } from './testDatabase.ts';

const noMetrics: AppParts['metrics'] = { token: null, contentType: 'text/plain', text: async () => '' };
type Built = Awaited<ReturnType<typeof buildApp>> & { readiness: Readiness };

/** The whole server on a free port of 127.0.0.1, with a database of its own. */
export async function startApp(
  overrides: Partial<Adapters> = {},
  {
    beforeListening,
    metrics = noMetrics,
  }: { beforeListening?(built: Built): void; metrics?: AppParts['metrics'] } = {},
) {
  const database = await openTestDatabase();
  const fanout = makeSocketFanout();
  const adapters = makeTestAdapters({ db: database.db, fanout, ...overrides });
  const services = compose(adapters);
  const readiness = makeReadiness(footingsOf(adapters));
  const { app, io } = await buildApp({
    services,
    adapters,
    readiness,
    metrics,
    publicOrigins: [],
    trustProxy: [],
    webFolder: null,
  });
  beforeListening?.({ app, io, readiness });
  fanout.attach(io);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    app,
    services,
    adapters,
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}
