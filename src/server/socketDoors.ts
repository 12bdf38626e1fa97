import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type ServerOptions } from 'socket.io';
import { SHARE_NAMESPACE } from '../shared/transfers/shares/visitorAccess.ts';
import { type Door, type DoorParts, type ServedDoor, serveDoor } from './core/socketDoor.ts';
import { watchSockets } from './core/socketFigures.ts';
import type { Connection } from './core/socketRegistry.ts';
import type { VisitorConnection } from './transfers/shares/visitors.ts';

export interface SocketParts extends DoorParts {
  isAllowedOrigin(request: IncomingMessage): boolean;
  /** Browsers of accounts. */
  members: Door<Connection>;
  /** Visitors of shares, who have none. */
  visitors: Door<VisitorConnection>;
  /** What brings announcements to the sockets of all nodes; without it, to those of this process. */
  socketAdapter?: ServerOptions['adapter'];
}

const MAX_COMMAND_BYTES = 100_000;

/** The sockets' doors, behind one check of the origin. */
export function openSocketDoors(httpServer: HttpServer, parts: SocketParts): { io: Server; doors: ServedDoor[] } {
  const io = new Server(httpServer, {
    serveClient: false,
    maxHttpBufferSize: MAX_COMMAND_BYTES,
    pingInterval: 15_000,
    pingTimeout: 10_000,
    ...(parts.socketAdapter ? { adapter: parts.socketAdapter } : {}),
    allowRequest: (request, decide) => {
      const isAllowed = parts.isAllowedOrigin(request);
      decide(isAllowed ? null : 'origin not allowed', isAllowed);
    },
  });
  watchSockets(io, parts.meters);
  const doors = [serveDoor(io.of('/'), parts.members, parts), serveDoor(io.of(SHARE_NAMESPACE), parts.visitors, parts)];
  return { io, doors };
}
