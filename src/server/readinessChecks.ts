import type { Database } from './core/database.ts';
import type { ReadinessCheck } from './core/readiness.ts';
import type { RelayBytes } from './transfers/relay/relayBytes.port.ts';

/** What every process of ours is ready by. */
export function readinessChecksOf(parts: { db: Database; relay: { bytes: RelayBytes } }): ReadinessCheck[] {
  return [
    { name: 'database', check: () => parts.db.$queryRaw`SELECT 1`, isRequired: true },
    // Without it chat and direct exchanges go on.
    { name: 'relay', check: () => parts.relay.bytes.check(), isRequired: false },
  ];
}
