import { makeMemoryRateLimits } from '../server/adapters/memoryRateLimits.ts';
import { makeSocketFanout } from '../server/adapters/socketFanout.ts';
import { buildApp } from '../server/app.ts';
import { type Adapters, compose } from '../server/compose.ts';
import { openTestDatabase } from './testDatabase.ts';
import { makeTestRelay } from './testRelay.ts';

/** The whole server on a free port of 127.0.0.1, with a database of its own. */
export async function startApp(overrides: Partial<Adapters> = {}) {
  const database = await openTestDatabase();
  const fanout = makeSocketFanout();
  const adapters: Adapters = {
    db: database.db,
    clock: { now: () => new Date() },
    fanout,
    limits: makeMemoryRateLimits(),
    log: { debug() {}, info() {}, warn() {}, error: (facts, text) => console.error(text, facts) },
    jwtSecret: new TextEncoder().encode('a secret that is only used in tests'),
    stunUrls: [],
    turn: null,
    relay: makeTestRelay(),
    ...overrides,
  };
  const services = compose(adapters);
  const { app, io } = await buildApp({ services, adapters, publicOrigins: [], trustProxy: [], webFolder: null });
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
