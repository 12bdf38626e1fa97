import { createAccountsService } from './accounts/accounts.service.ts';
import { makeMemoryPresence } from './adapters/memoryPresence.ts';
import { createConversationsService } from './conversations/conversations.service.ts';
import { registerConversationSockets } from './conversations/conversations.sockets.ts';
import type { Database } from './core/database.ts';
import type { Clock, Fanout, Log, RateLimits } from './core/ports.ts';
import { SocketRegistry } from './core/socketRegistry.ts';
import { createEventsService } from './events/events.service.ts';
import { registerEventSockets } from './events/events.sockets.ts';
import type { Presence } from './events/presence.port.ts';
import { createPresenceService } from './events/presence.service.ts';
import { makeSweeps } from './sweeps.ts';

/** What varies between embedded, cluster and test. */
export interface Adapters {
  db: Database;
  clock: Clock;
  fanout: Fanout;
  limits: RateLimits;
  /** Who is reachable; without it, those who are connected to this process. */
  presence?: Presence;
  log: Log;
  jwtSecret: Uint8Array;
  stunUrls: readonly string[];
}

/** The one place where services meet adapters. */
export function compose(adapters: Adapters) {
  // Accounts come first, yet who may see whom is known to rooms made after them: asked when it is needed.
  const accounts = createAccountsService({
    ...adapters,
    areAcquainted: (one, other) => events.shareEvent(one, other),
    areMatched: async (_one, _other) => false,
  });
  const hereNow = adapters.presence ?? makeMemoryPresence(adapters.clock);
  const events = createEventsService({
    ...adapters,
    hereAmong: (ids) => hereNow.hereAmong(ids),
    matchesBetween: async (_viewer, _others, _eventId) => new Map(),
    conversationOf: (eventId, account) => conversations.forEvent(eventId, account),
  });
  const conversations = createConversationsService({
    ...adapters,
    isAttending: events.isAttending,
    attendedEventIds: events.attendedEventIds,
  });
  events.onAttendanceChanged(conversations.attendanceChanged);
  const presence = createPresenceService({
    ...adapters,
    presence: hereNow,
    attendedEventIds: events.attendedEventIds,
    matchPartnerIds: async (_account) => [],
  });
  const startSweeping = makeSweeps({ accounts: accounts.sweep }, adapters.log);
  return {
    accounts,
    events,
    conversations,
    presence,
    /** Everything that runs by itself, until the returned function is called. */
    startSweeps: () => {
      const stops = [startSweeping(), presence.start()];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

export type Services = ReturnType<typeof compose>;

/** Every room's socket commands and connection hooks. */
export function registerSockets(services: Services, adapters: Adapters): SocketRegistry {
  const registry = new SocketRegistry();
  registerEventSockets(registry, services.events, services.presence);
  registerConversationSockets(registry, services.conversations, adapters.limits);
  return registry;
}
