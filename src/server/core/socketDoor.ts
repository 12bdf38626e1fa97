import type { IncomingMessage } from 'node:http';
import type { Namespace, Socket } from 'socket.io';
import { type Ack, DomainError } from '../../shared/core/errors.ts';
import { admit, admitAgain, tellAll } from './admission.ts';
import { type BrowserFamily, browserFamily } from './browserFamily.ts';
import type { Meters, Outcome } from './meters.ts';
import type { Log, RateLimits, Topic } from './ports.ts';
import { countRefused } from './refusedHandshakes.ts';
import { inRequest } from './requestContext.ts';
import type { Registration, SocketRegistry } from './socketRegistry.ts';
import { toWireError } from './wireError.ts';

export interface DoorParts {
  addressOf(request: IncomingMessage): string;
  limits: RateLimits;
  log: Log;
  meters: Meters;
}

/** What every door knows of a connection. */
export interface BareConnection {
  id: string;
  browser: BrowserFamily;
}

/** One way in for sockets: who may come in, what they hear, what they may ask. */
export interface Door<C extends BareConnection> {
  registry: SocketRegistry<C>;
  /** Who the handshake vouches for, and when to look again. Throws if no one. */
  authenticate(handshake: {
    cookie: string;
    auth: Record<string, unknown>;
  }): Promise<{ identity: Omit<C, keyof BareConnection>; checkAt: Date }>;
  /** Looks again; null when it is over. */
  recheck(connection: C): Promise<{ checkAt: Date } | null>;
  topicsOf(connection: C): Topic[];
  /** Whose budget its commands are spent from. */
  budgetKeyOf(connection: C): string;
}

/** A door that is served. */
export interface ServedDoor {
  /** Looks at every socket of this node again, a few at a time, and tells each that it is ready. */
  admitAllAgain(): Promise<void>;
}

const ADMITTED_AT_ONCE = 8;
/** Commands of one socket that wait for the one before; each holds what came with it. */
const MOST_WAITING = 100;

/** Serves a namespace: one queue per socket, a schema and an acknowledgement for each command. */
export function serveDoor<C extends BareConnection>(namespace: Namespace, door: Door<C>, parts: DoorParts): ServedDoor {
  const isEnough = countRefused(parts);
  namespace.use((socket, next) =>
    inRequest({}, async () => {
      try {
        const { cookie = '', 'user-agent': userAgent } = socket.handshake.headers;
        const { identity, checkAt } = await door.authenticate({ cookie, auth: socket.handshake.auth });
        const connection = { ...identity, id: socket.id, browser: browserFamily(userAgent) } as C;
        await parts.limits.spend('handshake', door.budgetKeyOf(connection));
        socket.data = { connection, checkAt };
        next();
      } catch (error) {
        const refusal = toWireError(error, parts.log);
        parts.meters.count('spotlight_socket_refusals_total', { reason: refusal.kind });
        const isLast = await isEnough(socket);
        next(Object.assign(new Error('refused'), { data: refusal }));
        // The refusal itself goes out in the next tick.
        if (isLast) setImmediate(() => socket.conn.close());
      }
    }),
  );
  namespace.on('connection', (socket) => serve(socket, door, parts));
  return {
    async admitAllAgain(): Promise<void> {
      const waiting = namespace.sockets.values();
      const admitNext = async () => {
        for (const socket of waiting) {
          const { connection } = socket.data as { connection: C };
          await inRequest({}, () => admitAgain(socket, connection, door, parts.log));
        }
      };
      await Promise.all(Array.from({ length: ADMITTED_AT_ONCE }, admitNext));
    },
  };
}

function serve<C extends BareConnection>(socket: Socket, door: Door<C>, parts: DoorParts): void {
  const connection = (socket.data as { connection: C }).connection;
  const stopChecking = keepChecking(socket, door);
  // Commands of one socket are answered in the order they came; the first thing in the queue is being admitted.
  let queue: Promise<unknown> = inRequest({}, () => admit(socket, connection, door, parts.log));
  let waiting = 0;
  for (const [name, registration] of door.registry.commands) {
    socket.on(name, (payload: unknown, acknowledge: unknown) => {
      const answer = typeof acknowledge === 'function' ? (acknowledge as (ack: Ack<unknown>) => void) : () => {};
      if (waiting === MOST_WAITING) return answer(refusedAtOnce(name, parts));
      waiting += 1;
      const key = door.budgetKeyOf(connection);
      queue = queue.then(async () => {
        const ack = await inRequest({}, () => run(name, registration, connection, key, payload, parts));
        waiting -= 1;
        answer(ack);
      });
    });
  }
  socket.on('disconnect', () => {
    stopChecking();
    queue = queue.then(() => inRequest({}, () => tellAll(door.registry.disconnected, connection, parts.log)));
  });
}

function refusedAtOnce(name: string, { meters, log }: DoorParts): Ack<never> {
  const error = toWireError(new DomainError('request.rate_limited', { retryAfterSeconds: 1 }), log);
  meters.count('spotlight_commands_total', { command: name, outcome: error.kind });
  return { ok: false, error };
}

async function run<C>(
  name: string,
  registration: Registration<C>,
  connection: C,
  budgetKey: string,
  payload: unknown,
  parts: DoorParts,
): Promise<Ack<unknown>> {
  const ack = await parts.limits
    .spend('socketCommand', budgetKey)
    .then(() => registration.handle(connection, registration.input.parse(payload) as never))
    .then(
      (data): Ack<unknown> => ({ ok: true, data }),
      (error: unknown): Ack<unknown> => ({ ok: false, error: toWireError(error, parts.log) }),
    );
  const outcome: Outcome = ack.ok ? 'ok' : ack.error.kind;
  parts.meters.count('spotlight_commands_total', { command: name, outcome });
  parts.log.debug({ command: name, outcome }, 'command answered');
  return ack;
}

// A socket outlives what vouched for it: when that ends it is looked at again, and one whose time is over is cut.
function keepChecking<C extends BareConnection>(socket: Socket, door: Door<C>): () => void {
  const { connection, checkAt } = socket.data as { connection: C; checkAt: Date };
  let timer = setTimeout(check, waitUntil(checkAt));
  let isOver = false;
  async function check(): Promise<void> {
    // One that cannot be answered now is asked again soon: a database that is away cuts nobody.
    const again = await door.recheck(connection).catch(() => ({ checkAt: new Date(Date.now() + 10_000) }));
    if (isOver) return;
    if (again) timer = setTimeout(check, waitUntil(again.checkAt));
    else socket.disconnect(true);
  }
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

const waitUntil = (instant: Date) => Math.max(1000, instant.getTime() - Date.now());
