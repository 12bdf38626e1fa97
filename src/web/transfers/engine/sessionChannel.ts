import type { PeerRole } from '../../../shared/transfers/control.ts';
import type { SessionSnapshot } from './sessionState.ts';

/** Between the tabs of one browser: one runs a session, the others see how it goes. */
type TabMessage = { kind: 'snapshot'; snapshot: SessionSnapshot } | { kind: 'who' };

export function sessionName(role: PeerRole, transferId: string): string {
  return `transfer/${role}/${transferId}`;
}

/** Shows a session that another tab runs. Returns what ends the watching. */
export function watchSession(
  role: PeerRole,
  transferId: string,
  onState: (snapshot: SessionSnapshot) => void,
): () => void {
  const channel = new BroadcastChannel(sessionName(role, transferId));
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'snapshot') onState(data.snapshot);
  };
  channel.postMessage({ kind: 'who' } satisfies TabMessage);
  return () => channel.close();
}

/** The running tab's end. */
export function announceSession(role: PeerRole, transferId: string) {
  const channel = new BroadcastChannel(sessionName(role, transferId));
  let latest: SessionSnapshot | null = null;
  const post = () => latest && channel.postMessage({ kind: 'snapshot', snapshot: latest } satisfies TabMessage);
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'who') post();
  };
  return {
    tell(snapshot: SessionSnapshot) {
      latest = snapshot;
      post();
    },
    close: () => channel.close(),
  };
}

/** Resolves when this tab alone may run the session; `onTaken` is called when another one has it now. */
export function becomeOnlyTab(name: string, signal: AbortSignal, onTaken: () => void): Promise<{ release(): void }> {
  return new Promise((resolve, reject) => {
    const hold = () =>
      new Promise<void>((release) => {
        resolve({ release });
      });
    const wait = () => navigator.locks.request(name, { signal }, hold);
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => (lock ? hold() : false))
      .then((result) => {
        if (result !== false) return;
        onTaken();
        return wait();
      })
      .catch(reject);
  });
}
