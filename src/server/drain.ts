import type { FastifyInstance } from 'fastify';
import type { Server as SocketServer } from 'socket.io';
import { SHARE_NAMESPACE } from '../shared/transfers/shares/visitorAccess.ts';
import type { Log } from './core/ports.ts';
import type { Readiness } from './core/readiness.ts';

export interface DrainParts {
  app: FastifyInstance;
  io: SocketServer;
  readiness: Readiness;
  log: Log;
  /** What a load balancer needs to notice that this node wants nothing more; 0 where there is no other node. */
  noticeMs: number;
}

/** Sockets come to another node over so long: all at once would be a storm. */
const PER_SOCKET_MS = 4;
const [SHORTEST_MOVE_MS, LONGEST_MOVE_MS] = [250, 8000];
/** For those that did not hear it, or are slow. */
const LATE_MS = 5000;
/** Uploads and downloads may go on for so long; one that is cut then is resumed on another node. */
const UNDER_WAY_MS = 15_000;

/** The longest that draining takes. */
export const longestDrainMs = (noticeMs: number) =>
  noticeMs === 0 ? 0 : noticeMs + LONGEST_MOVE_MS + LATE_MS + UNDER_WAY_MS;

/** Counts what is under way from now on; what it returns empties a node before it ends, so that nobody is cut off. */
export function prepareDrain({ app, io, readiness, log, noticeMs }: DrainParts): () => Promise<void> {
  const underWay = countUnderWay(app);
  app.addHook('onRequest', async (_request, reply) => {
    // A proxy keeps its connections; each answer from here on is the last one on its own.
    if (readiness.isDraining()) reply.header('connection', 'close');
  });
  const namespaces = [io.of('/'), io.of(SHARE_NAMESPACE)];
  const socketCount = () => namespaces.reduce((sum, { sockets }) => sum + sockets.size, 0);

  return async () => {
    readiness.drain();
    if (noticeMs === 0) return;
    log.info({ sockets: socketCount(), requests: underWay.count() }, 'draining');
    await pause(noticeMs);
    // Whoever connects from here on is refused by the system, which a proxy takes for a reason to try the next node.
    app.server.close();
    const withinMs = Math.min(LONGEST_MOVE_MS, Math.max(SHORTEST_MOVE_MS, socketCount() * PER_SOCKET_MS));
    // `local`: with an adapter between nodes all of them would be told.
    for (const namespace of namespaces) namespace.local.emit('server:moving', { withinMs });
    await until(() => socketCount() === 0, withinMs + LATE_MS);
    // Closed below Socket.IO: its own goodbye would tell clients not to come back by themselves.
    for (const { sockets } of namespaces) for (const socket of sockets.values()) socket.conn.close();
    await until(() => underWay.count() === 0, UNDER_WAY_MS);
    log.info({ requests: underWay.count() }, 'drained');
  };
}

function countUnderWay(app: FastifyInstance): { count(): number } {
  let count = 0;
  app.addHook('onRequest', async (_request, reply) => {
    count += 1;
    reply.raw.once('close', () => {
      count -= 1;
    });
  });
  return { count: () => count };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(isSo: () => boolean, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!isSo() && Date.now() < deadline) await pause(50);
}
