import { createEffect, createRoot, on } from 'solid-js';
import type { TransferId } from '../../shared/core/ids.ts';
import { onAnnouncement, onReady, sendCommand, socketState } from '../core/socket.ts';
import type { PeerSignalling } from './engine/channelPair.ts';

const JOIN_AGAIN_MS = 3000;

/** The socket as the engine wants it: signals of one transfer, and whether the other side's device is there. */
export function makeTransferSignalling(transferId: TransferId): PeerSignalling & { close(): void } {
  const presenceHandlers = new Set<(isPresent: boolean) => void>();
  let isPeerPresent = false;
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function presenceIs(isPresent: boolean) {
    isPeerPresent = isPresent;
    for (const tell of presenceHandlers) tell(isPresent);
  }

  async function join() {
    clearTimeout(timer);
    try {
      const answer = await sendCommand('transfer:join', { transferId });
      if (!isClosed) presenceIs(answer.isPeerPresent);
    } catch {
      // The device may not be known yet, or the other tab's word was faster: asked again while it matters.
      if (!isClosed && socketState() === 'ready') timer = setTimeout(join, JOIN_AGAIN_MS);
    }
  }

  const stops = [
    onReady(() => void join()),
    onAnnouncement('transfer:peer-presence', (news) => {
      if (news.transferId === transferId) presenceIs(news.isPresent);
    }),
    // Without a socket nobody would hear what we signal; a connection that is up goes on without it.
    createRoot((dispose) => {
      createEffect(on(socketState, (state) => state !== 'ready' && presenceIs(false), { defer: true }));
      return dispose;
    }),
  ];

  return {
    sendSignal: async (signal) => void (await sendCommand('peer:signal', { ...signal, transferId })),
    sendReset: async (reset) => void (await sendCommand('peer:reset', { ...reset, transferId })),
    onSignal: (handler) =>
      onAnnouncement('peer:signal', ({ transferId: id, from: _from, ...signal }) => {
        if (id === transferId) handler(signal);
      }),
    onReset: (handler) =>
      onAnnouncement('peer:reset', ({ transferId: id, from: _from, ...reset }) => {
        if (id === transferId) handler(reset);
      }),
    onPeerPresence(handler) {
      presenceHandlers.add(handler);
      handler(isPeerPresent);
      return () => presenceHandlers.delete(handler);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      for (const stop of stops) stop();
      sendCommand('transfer:leave', { transferId }).catch(() => {});
    },
  };
}
