import type { SegmentId, TransferId } from '../../shared/core/ids.ts';
import { api, refreshSession } from '../core/api.ts';
import { toAppError } from '../core/appError.ts';
import { isOverSoon } from '../core/retrying.ts';
import { onAnnouncement, onReady } from '../core/socket.ts';
import type { RelayDesk, RelayNews, RelayWord } from './engine/relayLine.ts';

const AGAIN_MS = 4000;

/** The relay's desk for one transfer: brings words to the server until it has heard them, and news from it. */
export function makeRelayDesk(transferId: TransferId): RelayDesk & { close(): void } {
  const handlers = new Set<(news: RelayNews) => void>();
  /** Of words about the same thing only the last counts. */
  const unsaid = new Map<string, RelayWord>();
  let isSaying = false;
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(news: RelayNews) {
    for (const handle of handlers) handle(news);
  }

  async function bring(word: RelayWord): Promise<void> {
    switch (word.t) {
      case 'acknowledge': {
        const segmentId = word.segmentId as SegmentId;
        return void (await api.relay.acknowledge.mutate({ transferId, segmentId, badBlocks: word.badBlocks }));
      }
      case 'root': {
        const { file, sealedRoot } = word;
        await api.relay.tellRoot.mutate({ transferId, file, sealedRoot });
        // Whoever said it may go only now.
        return tell({ t: 'root', file, sealedRoot });
      }
      case 'have':
        return void (await api.relay.tellHave.mutate({ transferId, epoch: word.epoch, have: word.have }));
      case 'ask':
        return tell({ t: 'state', state: await api.relay.state.query({ transferId }) });
    }
  }

  async function sayAll(): Promise<void> {
    if (isSaying) return;
    isSaying = true;
    clearTimeout(timer);
    for (const [key, word] of unsaid) {
      try {
        await bring(word);
      } catch (error) {
        if (isOverSoon(toAppError(error))) {
          timer = setTimeout(() => void sayAll(), AGAIN_MS);
          break;
        }
        // Refused: the transfer has ended, or the segment is gone, which is news on its own way.
      }
      if (unsaid.get(key) === word) unsaid.delete(key);
    }
    isSaying = false;
  }

  const mine = <T extends { transferId: TransferId }>(handle: (news: T) => void) => {
    return (news: T) => {
      if (news.transferId === transferId) handle(news);
    };
  };
  const stops = [
    onAnnouncement('relay:segment-ready', ({ segment }) => {
      if (segment.transferId === transferId) tell({ t: 'segment', segment });
    }),
    onAnnouncement(
      'relay:root-told',
      mine(({ file, sealedRoot }) => tell({ t: 'root', file, sealedRoot })),
    ),
    onAnnouncement(
      'relay:acknowledged',
      mine(({ segmentId, badBlocks }) => tell({ t: 'acknowledged', segmentId, badBlocks })),
    ),
    onAnnouncement(
      'relay:have-told',
      mine(({ epoch, have }) => tell({ t: 'have', epoch, have })),
    ),
    onAnnouncement(
      'relay:segment-dropped',
      mine(({ segmentId }) => tell({ t: 'dropped', segmentId })),
    ),
    // What was announced while nobody listened here.
    onReady(() => say({ t: 'ask' })),
  ];

  function say(word: RelayWord) {
    if (isClosed && word.t === 'ask') return;
    // Last of all: one that is being said just now has its turn again.
    unsaid.delete(keyOf(word));
    unsaid.set(keyOf(word), word);
    void sayAll();
  }

  return {
    say,
    renewSession: async () => void (await refreshSession().catch(() => {})),
    onNews(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    close() {
      isClosed = true;
      for (const stop of stops) stop();
    },
  };
}

function keyOf(word: RelayWord): string {
  if (word.t === 'acknowledge') return `acknowledge ${word.segmentId}`;
  return word.t === 'root' ? `root ${word.file}` : word.t;
}
