import type { TransferId } from '../../shared/core/ids.ts';
import type { PeerName } from '../../shared/transfers/transfers.sockets.ts';
import type { Clock } from '../core/ports.ts';
import type { Roster } from './roster.port.ts';

/** A roster kept in this process. */
export function makeMemoryRoster(clock: Clock): Roster {
  const entries = new Map<string, Map<string, number>>();
  const keyOf = (transfer: TransferId, device: PeerName) => `${transfer} ${device}`;

  function liveOf(key: string): Map<string, number> {
    const connections = entries.get(key) ?? new Map<string, number>();
    const now = clock.now().getTime();
    for (const [id, until] of connections) if (until <= now) connections.delete(id);
    if (connections.size === 0) entries.delete(key);
    return connections;
  }

  return {
    async keep(transfer, device, connectionId, until) {
      const key = keyOf(transfer, device);
      entries.set(key, liveOf(key).set(connectionId, until.getTime()));
    },
    async drop(transfer, device, connectionId) {
      const key = keyOf(transfer, device);
      const wasThere = liveOf(key).delete(connectionId);
      return wasThere && liveOf(key).size === 0;
    },
    isHere: async (transfer, device) => liveOf(keyOf(transfer, device)).size > 0,
  };
}
