import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { type Ack, DomainError } from '../shared/core/errors.ts';
import type { SessionId } from '../shared/core/ids.ts';
import type { Log, RateLimits } from './core/ports.ts';
import type { Connection, Registration, SocketRegistry } from './core/socketRegistry.ts';
import { toWireError } from './core/wireError.ts';

export interface SocketParts {
  registry: SocketRegistry;
  isAllowedOrigin(request: IncomingMessage): boolean;
  /** Who the handshake's cookies and device claim vouch for, and when to look again. Throws if no one. */
  authenticate(handshake: { cookie: string; deviceId: unknown }): Promise<Omit<Connection, 'id'> & { checkAt: Date }>;
  /** Looks again at the session; null when it has ended. */
  recheck(sessionId: SessionId): Promise<{ checkAt: Date } | null>;
  limits: RateLimits;
  log: Log;
}

const MAX_COMMAND_BYTES = 100_000;

/** The socket door: origin, session, one queue per socket, a schema and an acknowledgement for each command. */
export function openSocketDoor(httpServer: HttpServer, parts: SocketParts): Server {
  const io = new Server(httpServer, {
    serveClient: false,
    maxHttpBufferSize: MAX_COMMAND_BYTES,
    pingInterval: 15_000,
    pingTimeout: 10_000,
    allowRequest: (request, decide) => {
      const isAllowed = parts.isAllowedOrigin(request);
      decide(isAllowed ? null : 'origin not allowed', isAllowed);
    },
  });
  io.use(async (socket, next) => {
    try {
      const cookie = socket.handshake.headers.cookie ?? '';
      const { checkAt, ...identity } = await parts.authenticate({ cookie, deviceId: socket.handshake.auth.deviceId });
      socket.data = { connection: { id: socket.id, ...identity } satisfies Connection, checkAt };
      next();
    } catch (error) {
      next(Object.assign(new Error('refused'), { data: toWireError(error, parts.log) }));
    }
  });
  io.on('connection', (socket) => serve(socket, parts));
  return io;
}

function serve(socket: Socket, parts: SocketParts): void {
  const connection = (socket.data as { connection: Connection }).connection;
  const stopChecking = keepChecking(socket, parts);
  // Commands of one socket are answered in the order they came; the first thing in the queue is being admitted.
  let queue: Promise<unknown> = admit(socket, connection, parts);
  for (const [name, registration] of parts.registry.commands) {
    socket.on(name, (payload: unknown, acknowledge: unknown) => {
      const answer = typeof acknowledge === 'function' ? (acknowledge as (ack: Ack<unknown>) => void) : () => {};
      queue = queue.then(async () => answer(await run(registration, connection, payload, parts)));
    });
  }
  socket.on('disconnect', () => {
    stopChecking();
    queue = queue.then(() => tellAll(parts.registry.disconnected, connection, parts.log));
  });
}

async function admit(socket: Socket, connection: Connection, parts: SocketParts): Promise<void> {
  socket.join([`account:${connection.accountId}`, `session:${connection.sessionId}`]);
  if (connection.deviceId) socket.join(`device:${connection.deviceId}`);
  const topics = await tellAll(parts.registry.connected, connection, parts.log);
  socket.join(topics.flat());
  // From here on nothing that is announced is missed: the client asks for what came before.
  socket.emit('ready');
}

async function tellAll<T>(
  handlers: ((connection: Connection) => Promise<T>)[],
  connection: Connection,
  log: Log,
): Promise<T[]> {
  const results: T[] = [];
  for (const handle of handlers) {
    try {
      results.push(await handle(connection));
    } catch (error) {
      toWireError(error, log);
    }
  }
  return results;
}

async function run(
  registration: Registration,
  connection: Connection,
  payload: unknown,
  parts: SocketParts,
): Promise<Ack<unknown>> {
  try {
    await parts.limits.spend('socketCommand', connection.accountId);
    const input = registration.input.parse(payload);
    return { ok: true, data: await registration.handle(connection, input as never) };
  } catch (error) {
    return { ok: false, error: toWireError(error, parts.log) };
  }
}

// A socket outlives its access token: when that ends the session is looked at again, and an ended one is cut.
function keepChecking(socket: Socket, parts: SocketParts): () => void {
  const { connection, checkAt } = socket.data as { connection: Connection; checkAt: Date };
  let timer = setTimeout(check, Math.max(1000, checkAt.getTime() - Date.now()));
  async function check(): Promise<void> {
    try {
      const session = await parts.recheck(connection.sessionId);
      if (!session) throw new DomainError('accounts.session_ended');
      timer = setTimeout(check, Math.max(1000, session.checkAt.getTime() - Date.now()));
    } catch (error) {
      if (error instanceof DomainError) socket.disconnect(true);
      else timer = setTimeout(check, 10_000);
    }
  }
  return () => clearTimeout(timer);
}
