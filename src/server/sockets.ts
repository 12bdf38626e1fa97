import type { Adapters, Services } from './compose.ts';
import { registerConversationSockets } from './conversations/conversations.sockets.ts';
import type { Door } from './core/socketDoor.ts';
import { type Connection, SocketRegistry } from './core/socketRegistry.ts';
import { registerEventSockets } from './events/events.sockets.ts';
import { readClaim } from './transfers/shares/downloadToken.ts';
import { registerShareSockets } from './transfers/shares/shares.sockets.ts';
import type { VisitorConnection } from './transfers/shares/visitors.ts';
import { registerTransferSockets } from './transfers/transfers.sockets.ts';

/** Every room's socket commands and connection hooks, behind the door they belong to. */
export function registerSockets(
  services: Services,
  adapters: Adapters,
): { members: Door<Connection>; visitors: Door<VisitorConnection> } {
  return { members: membersDoor(services, adapters), visitors: visitorsDoor(services) };
}

function membersDoor(services: Services, adapters: Adapters): Door<Connection> {
  const registry = new SocketRegistry();
  registerEventSockets(registry, services.events, services.presence);
  registerConversationSockets(registry, services.conversations, adapters.limits);
  registerTransferSockets(registry, services.signalling);
  return {
    registry,
    authenticate: async ({ cookie, auth }) => {
      const { checkAt, ...identity } = await services.accounts.authenticateSocket({ cookie, deviceId: auth.deviceId });
      return { identity, checkAt };
    },
    recheck: ({ sessionId }) => services.accounts.recheckSession(sessionId),
    topicsOf: ({ accountId, sessionId, deviceId }) => [
      `account:${accountId}`,
      `session:${sessionId}`,
      ...(deviceId ? [`device:${deviceId}` as const] : []),
    ],
    budgetKeyOf: ({ accountId }) => accountId,
  };
}

function visitorsDoor(services: Services): Door<VisitorConnection> {
  const registry = new SocketRegistry<VisitorConnection>();
  registerShareSockets(registry, services);
  return {
    registry,
    authenticate: ({ auth }) => services.downloads.authenticateSocket(readClaim(auth)),
    recheck: ({ downloadId }) => services.downloads.recheck(downloadId),
    topicsOf: ({ downloadId, shareId }) => [`download:${downloadId}`, `share:${shareId}`],
    budgetKeyOf: ({ downloadId }) => downloadId,
  };
}
