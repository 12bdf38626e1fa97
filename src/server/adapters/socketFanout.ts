import type { Server } from 'socket.io';
import type { Fanout } from '../core/ports.ts';

/** Fan-out over Socket.IO; with its Redis adapter the same calls reach every node. The server comes late: services are composed before anything listens. */
export function makeSocketFanout(): Fanout & { attach(io: Server): void } {
  let io: Server | undefined;
  return {
    attach: (server) => {
      io = server;
    },
    announce: (name, to, payload) => {
      // Socket.IO takes an empty list of rooms for everyone; for us it is no one.
      if (to.length > 0) io?.to(to).emit(name, payload);
    },
    subscribe: (account, topic) => io?.in(`account:${account}`).socketsJoin(topic),
    unsubscribe: (account, topic) => io?.in(`account:${account}`).socketsLeave(topic),
    disconnect: (topic) => io?.in(topic).disconnectSockets(true),
  };
}
