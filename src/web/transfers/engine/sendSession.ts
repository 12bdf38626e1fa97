import { connectionCaps } from '../../../shared/transfers/connectionCount.ts';
import { makeSession } from './session.ts';
import type { SessionParts, TransferSession } from './sessionParts.ts';

export interface SendSessionParts extends SessionParts {
  /** By index of the manifest; null for one that is not at hand (after a reload). */
  files: (File | null)[];
}

export interface SendSession extends TransferSession {
  /** Files that the person has chosen again; one that is not what was offered is refused, see the state `needs_file`. */
  provideFiles(files: [index: number, file: File][]): void;
  /** Those refused for their date alone are the ones, says the person. */
  trustFiles(): void;
}

/** Sends the chosen files, or what is still missing of them. */
export function makeSendSession(parts: SendSessionParts): SendSession {
  const atHand = parts.files.flatMap((file, index): [number, File][] => (file ? [[index, file]] : []));
  const session = makeSession({
    ...parts,
    role: 'sender',
    mostConnections: isPhone() ? connectionCaps.mobile : connectionCaps.desktop,
    makeWorker: () => new Worker(new URL('./sendWorker.ts', import.meta.url), { type: 'module' }),
    filesAtHand: atHand,
  });
  return {
    ...session,
    provideFiles: (files) => session.post({ kind: 'files', files }),
    trustFiles: () => session.post({ kind: 'trust' }),
  };
}

function isPhone(): boolean {
  const { userAgentData } = navigator as Navigator & { userAgentData?: { mobile: boolean } };
  return userAgentData?.mobile ?? /Mobi|Android/.test(navigator.userAgent);
}
