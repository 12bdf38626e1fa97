import type { ShareId } from '../../../shared/core/ids.ts';
import { api } from '../../core/api.ts';
import { toAppError } from '../../core/appError.ts';
import { onAnnouncement, onReady } from '../../core/socket.ts';
import type { RelayDesk, RelayNews } from '../engine/relayLine.ts';
import { asTransferId } from './asTransferId.ts';

/**
 * What a host hears of the relay while it sends to one visitor: which of the share's segments lie there whole, so that it
 * gives out the others. It may put nothing there, and what became of the upload is not its business.
 */
export function makeHostDesk(shareId: ShareId): RelayDesk & { close(): void } {
  const handlers = new Set<(news: RelayNews) => void>();
  const transferId = asTransferId(shareId);

  async function ask() {
    try {
      const { segments, roots, expiresAt } = await api.relay.state.query({ transferId });
      const nothing = { unfinished: [], have: [], haveEpoch: null };
      tell({ t: 'state', state: { isOpen: false, closedBecause: 'off', segments, roots, expiresAt, ...nothing } });
    } catch (error) {
      // Asked again with the next word of the share; what is not known to lie there is sent.
      if (toAppError(error).code === 'client.failed') throw error;
    }
  }
  function tell(news: RelayNews) {
    for (const handle of handlers) handle(news);
  }

  const stops = [
    onReady(() => void ask()),
    onAnnouncement('share:changed', ({ share }) => share.id === shareId && !share.ended && void ask()),
    onAnnouncement('relay:segment-dropped', ({ transferId: id, segmentId }) => {
      if (id === transferId) tell({ t: 'dropped', segmentId });
    }),
  ];

  return {
    say: (word) => word.t === 'ask' && void ask(),
    renewSession: async () => {},
    onNews(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    close() {
      for (const stop of stops) stop();
      handlers.clear();
    },
  };
}
