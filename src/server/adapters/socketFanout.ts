import type { Server } from 'socket.io';
import { SHARE_NAMESPACE } from '../../shared/transfers/shares/visitorAccess.ts';
import type { Fanout, Topic } from '../core/ports.ts';

/** Visitors without an account have a namespace of their own: no topic of theirs is heard anywhere else. */
const isForVisitors = (topic: Topic) => topic.startsWith('share:') || topic.startsWith('download:');

/** Fan-out over Socket.IO; with its Redis adapter the same calls reach every node. The server comes late: services are composed before anything listens. */
export function makeSocketFanout(): Fanout & { attach(io: Server): void } {
  let io: Server | undefined;
  return {
    attach: (server) => {
      io = server;
    },
    announce: (name, to, payload) => {
      const topics = [to].flat();
      const visitors = topics.filter(isForVisitors);
      const accounts = topics.filter((topic) => !isForVisitors(topic));
      // Socket.IO takes an empty list of rooms for everyone; for us it is no one.
      if (accounts.length > 0) io?.to(accounts).emit(name, payload);
      if (visitors.length > 0) io?.of(SHARE_NAMESPACE).to(visitors).emit(name, payload);
    },
    subscribe: (account, topic) => io?.in(`account:${account}`).socketsJoin(topic),
    unsubscribe: (account, topic) => io?.in(`account:${account}`).socketsLeave(topic),
    disconnect: (topic) => {
      const namespace = isForVisitors(topic) ? SHARE_NAMESPACE : '/';
      io?.of(namespace).in(topic).disconnectSockets(true);
    },
  };
}
