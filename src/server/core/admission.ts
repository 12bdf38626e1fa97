import type { Socket } from 'socket.io';
import type { Log } from './ports.ts';
import type { BareConnection, Door } from './socketDoor.ts';
import { toWireError } from './wireError.ts';

/** Lets a socket hear what it may, tells the rooms that it is there, and says that it is ready. */
export async function admit<C extends BareConnection>(
  socket: Socket,
  connection: C,
  door: Door<C>,
  log: Log,
): Promise<void> {
  socket.join(door.topicsOf(connection));
  if (!(await isLetIn(socket, connection, door, log))) return;
  await tellAll(door.registry.connected, connection, log);
  // From here on nothing that is announced is missed: the client asks for what came before.
  socket.emit('ready');
}

/** The same for one that was let in before, after what was said between nodes may not have reached this one. */
export async function admitAgain<C extends BareConnection>(
  socket: Socket,
  connection: C,
  door: Door<C>,
  log: Log,
): Promise<void> {
  if (socket.connected && (await isLetIn(socket, connection, door, log))) socket.emit('ready');
}

async function isLetIn<C extends BareConnection>(
  socket: Socket,
  connection: C,
  door: Door<C>,
  log: Log,
): Promise<boolean> {
  // What ended before it joined could not cut it.
  const isOver = await door.recheck(connection).then(
    (again) => again === null,
    () => false,
  );
  try {
    if (!isOver) await subscribe(socket, connection, door);
  } catch (error) {
    // A socket that is ready and deaf would be worse than none: cut, it comes again.
    toWireError(error, log);
    socket.disconnect(true);
    return false;
  }
  if (isOver) socket.disconnect(true);
  return !isOver;
}

// Whoever left while the topics were read was taken out of what this socket had not joined yet, so they are read again.
async function subscribe<C extends BareConnection>(socket: Socket, connection: C, door: Door<C>): Promise<void> {
  const topicsOf = async () => (await Promise.all(door.registry.topics.map((ask) => ask(connection)))).flat();
  const heard = new Set<string>(socket.rooms);
  const topics = await topicsOf();
  socket.join(topics);
  const still = new Set<string>([socket.id, ...door.topicsOf(connection), ...(await topicsOf())]);
  for (const topic of new Set([...heard, ...topics])) if (!still.has(topic)) socket.leave(topic);
}

/** Tells every room; one that fails keeps nothing from the others. */
export async function tellAll<C>(
  handlers: ((connection: C) => Promise<void>)[],
  connection: C,
  log: Log,
): Promise<void> {
  for (const handle of handlers) {
    try {
      await handle(connection);
    } catch (error) {
      toWireError(error, log);
    }
  }
}
