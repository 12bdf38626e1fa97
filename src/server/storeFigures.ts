import type { Database } from './core/database.ts';
import type { Meters } from './core/meters.ts';
import type { RelayBytes } from './transfers/relay/relayBytes.port.ts';
import type { RelaySettings } from './transfers/relay/relayRoom.ts';
import { relayHeld } from './transfers/relay/relayStanding.ts';

export interface StoreParts {
  db: Database;
  relay: { bytes: Pick<RelayBytes, 'freeBytes'>; settings: Pick<RelaySettings, 'maxBytes'> };
  /** Connections to the database; null while there is no pool. */
  pool(): { totalCount: number; idleCount: number; waitingCount: number } | null;
  poolLimit: number;
}

/** How much the stores hold, counted when someone looks. */
export function watchStores(meters: Meters, { db, relay, pool, poolLimit }: StoreParts): void {
  meters.watch('spotlight_db_pool', () => {
    const counts = pool();
    if (!counts) return [];
    const { totalCount, idleCount: idle, waitingCount: waiting } = counts;
    const standing = { busy: totalCount - idle, idle, waiting, limit: poolLimit };
    return (['busy', 'idle', 'waiting', 'limit'] as const).map((state) => ({
      labels: { state },
      value: standing[state],
    }));
  });
  meters.watch('spotlight_relay_held_bytes', async () => {
    const held = await relayHeld(db, new Date());
    return (['whole', 'unfinished', 'overdue'] as const).map((state) => ({ labels: { state }, value: held[state] }));
  });
  meters.watch('spotlight_relay_limit_bytes', () => [{ labels: {}, value: relay.settings.maxBytes }]);
  meters.watch('spotlight_relay_free_bytes', async () => [{ labels: {}, value: await relay.bytes.freeBytes() }]);
}
