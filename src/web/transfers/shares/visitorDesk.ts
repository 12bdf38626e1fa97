import type { Download } from '../../../shared/transfers/shares/share.ts';
import type { RelayDesk, RelayNews } from '../engine/relayLine.ts';
import type { VisitorSocket } from './visitorSocket.ts';

/** Word of the socket may be lost, and a download that is not heard of loses its place. */
const ASK_MS = 30_000;

export interface VisitorDeskParts {
  socket: VisitorSocket;
  ask(): Promise<Download>;
  onDownload(download: Download): void;
  /** The server refused: the share or the download may have ended. */
  onRefused(error: unknown): void;
}

/** The relay's desk for a visitor: what of the share lies there. It has nothing to say but that it is still here. */
export function makeVisitorDesk(parts: VisitorDeskParts): RelayDesk & { close(): void } {
  const { socket } = parts;
  const handlers = new Set<(news: RelayNews) => void>();
  let isClosed = false;

  function tell(news: RelayNews) {
    for (const handle of handlers) handle(news);
  }

  async function ask() {
    if (isClosed) return;
    try {
      const download = await parts.ask();
      if (isClosed) return;
      parts.onDownload(download);
      const { segments, roots, expiresAt } = download;
      const nothing = { unfinished: [], have: [], haveEpoch: null };
      tell({ t: 'state', state: { isOpen: false, closedBecause: null, segments, roots, expiresAt, ...nothing } });
    } catch (error) {
      if (!isClosed) parts.onRefused(error);
    }
  }

  const timer = setInterval(ask, ASK_MS);
  socket.onReady(() => void ask());
  socket.on('relay:segment-ready', ({ segment }) => tell({ t: 'segment', segment }));
  socket.on('relay:root-told', ({ file, sealedRoot }) => tell({ t: 'root', file, sealedRoot }));
  socket.on('relay:segment-dropped', ({ segmentId }) => tell({ t: 'dropped', segmentId }));

  return {
    say: (word) => word.t === 'ask' && void ask(),
    renewSession: ask,
    onNews(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      handlers.clear();
    },
  };
}
