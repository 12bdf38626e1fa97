import type { SocketRegistry } from '../core/socketRegistry.ts';
import type { EventsService } from './events.service.ts';
import type { PresenceService } from './presence.service.ts';

/** A connection hears the events its account attends, and counts as being here while it lasts. */
export function registerEventSockets(registry: SocketRegistry, events: EventsService, presence: PresenceService): void {
  registry.hears(async ({ accountId }) =>
    (await events.attendedEventIds(accountId)).map((id) => `event:${id}` as const),
  );
  registry.onConnect(({ id, accountId }) => presence.connected({ id, accountId }));
  registry.onDisconnect(async ({ id, accountId }) => presence.disconnected({ id, accountId }));
}
