import { createAccountsService } from './accounts/accounts.service.ts';
import type { Database } from './core/database.ts';
import type { Clock, Fanout, Log, RateLimits } from './core/ports.ts';
import { SocketRegistry } from './sockets.ts';
import { makeSweeps } from './sweeps.ts';

/** What varies between embedded, cluster and test. */
export interface Adapters {
  db: Database;
  clock: Clock;
  fanout: Fanout;
  limits: RateLimits;
  log: Log;
  jwtSecret: Uint8Array;
  stunUrls: readonly string[];
}

/** The one place where services meet adapters. */
export function compose(adapters: Adapters) {
  // Accounts come first, yet who may see whom is known to rooms made after them: asked when it is needed.
  const accounts = createAccountsService({
    ...adapters,
    areAcquainted: async (_one, _other) => false,
    areMatched: async (_one, _other) => false,
  });
  return {
    accounts,
    startSweeps: makeSweeps({ accounts: accounts.sweep }, adapters.log),
  };
}

export type Services = ReturnType<typeof compose>;

/** Every room's socket commands and connection hooks. */
export function registerSockets(_services: Services, _adapters: Adapters): SocketRegistry {
  const registry = new SocketRegistry();
  return registry;
}
