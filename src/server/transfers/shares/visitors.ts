import type { DownloadId } from '../../../shared/core/ids.ts';
import type { BrowserFamily } from '../../core/browserFamily.ts';
import type { Log } from '../../core/ports.ts';
import type { DownloadsService } from './downloads.service.ts';
import type { DownloadPrincipal } from './downloadToken.ts';

/** One live connection of a visitor, who has no account. */
export interface VisitorConnection extends DownloadPrincipal {
  id: string;
  browser: BrowserFamily;
}

/** Well within the time for which a place is kept, so that a beat that is late ends nothing. */
const BEAT_MS = 120_000;

/** Visitors whose socket is open: they are there, and their places are kept, though they ask for nothing [S9]. */
export function createVisitors({ downloads, log }: { downloads: Pick<DownloadsService, 'hold'>; log: Log }) {
  const connections = new Map<string, DownloadId>();

  async function keepPlaces(): Promise<void> {
    for (const downloadId of new Set(connections.values())) {
      // One that has ended is cut by whoever ends it.
      await downloads.hold(downloadId).catch((error: unknown) => {
        log.debug({ downloadId, err: error }, 'a place was not kept');
      });
    }
  }

  return {
    came: ({ id, downloadId }: VisitorConnection) => void connections.set(id, downloadId),
    went: ({ id }: VisitorConnection) => void connections.delete(id),
    keepPlaces,

    /** Keeps them until the returned function is called. */
    start(): () => void {
      const timer = setInterval(() => void keepPlaces(), BEAT_MS).unref();
      return () => clearInterval(timer);
    },
  };
}

export type Visitors = ReturnType<typeof createVisitors>;
