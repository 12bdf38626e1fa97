import type { TransferId } from '../../shared/core/ids.ts';
import type { PeerName } from '../../shared/transfers/transfers.sockets.ts';
import type { Clock } from '../core/ports.ts';
import type { Roster } from './roster.port.ts';

/** A device that is here for a transfer: until when each of its connections is, and what is told when the last ends by itself. */
interface Entry {
  connections: Map<string, number>;
  farewell: string;
}

/** A roster kept in this process. */
export function makeMemoryRoster(clock: Clock): Roster {
  const entries = new Map<string, Entry>();
  const keyOf = (transfer: TransferId, device: PeerName) => `${transfer} ${device}`;
  const isLive = (entry: Entry | undefined, now: number) =>
    entry !== undefined && [...entry.connections.values()].some((until) => until > now);

  return {
    async keep(transfer, device, connectionId, until, farewell) {
      const key = keyOf(transfer, device);
      const connections = entries.get(key)?.connections ?? new Map<string, number>();
      entries.set(key, { connections: connections.set(connectionId, until.getTime()), farewell });
    },
    async drop(transfer, device, connectionId) {
      const key = keyOf(transfer, device);
      const now = clock.now().getTime();
      const entry = entries.get(key);
      const wasThere = (entry?.connections.get(connectionId) ?? 0) > now;
      entry?.connections.delete(connectionId);
      if (!wasThere || isLive(entry, now)) return false;
      return entries.delete(key);
    },
    isHere: async (transfer, device) => isLive(entries.get(keyOf(transfer, device)), clock.now().getTime()),
    async takeFarewells() {
      const now = clock.now().getTime();
      const ended = [...entries].filter(([, entry]) => !isLive(entry, now));
      for (const [key] of ended) entries.delete(key);
      return ended.map(([, { farewell }]) => farewell);
    },
  };
}
