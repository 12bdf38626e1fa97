import type { PeerSignalling } from './engine/channelPair.ts';

/** For what goes to the relay alone: there is nobody to meet. */
export const nobodyThere: PeerSignalling & { close(): void } = {
  sendSignal: async () => {},
  sendReset: async () => {},
  onSignal: () => () => {},
  onReset: () => () => {},
  onPeerPresence(handler) {
    handler(false);
    return () => {};
  },
  close() {},
};
