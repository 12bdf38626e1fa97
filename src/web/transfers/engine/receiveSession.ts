import { makeSession, type SessionParts, type TransferSession } from './session.ts';

export type ReceiveSessionParts = SessionParts;
export type ReceiveSession = TransferSession;

/** Receives the chosen files, or what is still missing of them, onto this device's disk. */
export function makeReceiveSession(parts: ReceiveSessionParts): ReceiveSession {
  const { post: _post, ...session } = makeSession({
    ...parts,
    role: 'receiver',
    mostConnections: 0,
    makeWorker: () => new Worker(new URL('./receiveWorker.ts', import.meta.url), { type: 'module' }),
    filesAtHand: [],
  });
  return session;
}
