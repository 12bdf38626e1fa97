import type { Socket } from 'socket.io-client';

const LOOK_AGAIN_MS = 50;
/** The node cuts whoever stays longer. */
const PATIENCE_MS = 3500;

/**
 * A node that is about to end asks its sockets to go to another. Each goes at a moment of its own within the time given,
 * and not while a command waits for its answer, which would come to nobody.
 */
export function moveSocket(socket: Socket, withinMs: number, isWaiting: () => boolean, onMove: () => void): void {
  const latest = Date.now() + withinMs + PATIENCE_MS;
  const tryToMove = () => {
    if (!socket.connected) return;
    if (isWaiting() && Date.now() < latest) return void setTimeout(tryToMove, LOOK_AGAIN_MS);
    onMove();
    socket.disconnect().connect();
  };
  setTimeout(tryToMove, Math.random() * withinMs);
}
