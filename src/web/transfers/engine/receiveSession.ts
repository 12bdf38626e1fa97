import { makeSession } from './session.ts';
import type { SessionParts, TransferSession } from './sessionParts.ts';

/** Receives the chosen files, or what is still missing of them, onto this device's disk. */
export function makeReceiveSession(parts: SessionParts): TransferSession {
  const { post: _post, ...session } = makeSession({
    ...parts,
    role: 'receiver',
    mostConnections: 0,
    makeWorker: () => new Worker(new URL('./receiveWorker.ts', import.meta.url), { type: 'module' }),
    filesAtHand: [],
  });
  return session;
}
