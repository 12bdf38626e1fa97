import type { PeerReset, PeerSignal } from '../../../shared/transfers/transfers.sockets.ts';
import type { PeerSignalling } from '../../../web/transfers/engine/channelPair.ts';

/** What travels between the two pages through the driver. */
export type Envelope =
  | { kind: 'signal'; payload: Omit<PeerSignal, 'transferId'> }
  | { kind: 'reset'; payload: Omit<PeerReset, 'transferId'> };

export interface DriverSignalling extends PeerSignalling {
  deliver(envelope: Envelope): void;
  presence(isPresent: boolean): void;
}

/** Signalling that the driver carries from page to page. */
export function makeDriverSignalling(toDriver: (envelope: Envelope) => Promise<boolean>): DriverSignalling {
  const onSignal = new Set<(signal: Omit<PeerSignal, 'transferId'>) => void>();
  const onReset = new Set<(reset: Omit<PeerReset, 'transferId'>) => void>();
  const onPresence = new Set<(isPresent: boolean) => void>();
  let isPresent = false;

  async function send(envelope: Envelope): Promise<void> {
    if (!(await toDriver(envelope))) throw new Error('not delivered');
  }

  function subscribe<T>(handlers: Set<T>, handler: T): () => void {
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  return {
    sendSignal: (payload) => send({ kind: 'signal', payload }),
    sendReset: (payload) => send({ kind: 'reset', payload }),
    onSignal: (handler) => subscribe(onSignal, handler),
    onReset: (handler) => subscribe(onReset, handler),
    onPeerPresence(handler) {
      handler(isPresent);
      return subscribe(onPresence, handler);
    },
    deliver(envelope) {
      if (envelope.kind === 'signal') for (const handler of onSignal) handler(envelope.payload);
      else for (const handler of onReset) handler(envelope.payload);
    },
    presence(value) {
      isPresent = value;
      for (const handler of onPresence) handler(value);
    },
  };
}
