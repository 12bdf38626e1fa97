import type { Database } from './core/database.ts';
import type { Clock, Fanout, Log, RateLimits } from './core/ports.ts';
import { SocketRegistry } from './sockets.ts';

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
export function compose(_adapters: Adapters) {
  return {};
}

export type Services = ReturnType<typeof compose>;

/** Every room's socket commands and connection hooks. */
export function registerSockets(_services: Services, _adapters: Adapters): SocketRegistry {
  const registry = new SocketRegistry();
  return registry;
}
