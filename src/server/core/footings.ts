import type { RelayBytes } from '../transfers/relay/relayBytes.port.ts';
import type { Database } from './database.ts';
import type { Footing } from './readiness.ts';

/** What every process of ours stands on. */
export function footingsOf(parts: { db: Database; relay: { bytes: RelayBytes } }): Footing[] {
  return [
    { name: 'database', ask: () => parts.db.$queryRaw`SELECT 1`, isNeeded: true },
    // Without it chat and direct exchanges go on.
    { name: 'relay', ask: () => parts.relay.bytes.check(), isNeeded: false },
  ];
}
