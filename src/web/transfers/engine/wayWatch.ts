import type { LinkStats } from './channelPair.ts';
import type { EngineReport } from './engineReport.ts';

const LOOK_MS = 1000;
/** After so long without a word the links are looked at with every report: a loss is to show within three seconds. */
const DOUBT_MS = 700;
const UNHEARD_MS = 2000;
const QUIET_MS = 1500;
/** A browser that was busy for seconds says nothing about the way. */
const MOST_MS_PER_LOOK = 500;

/**
 * Notices that blocks were exchanged and the connections which carried them have gone silent since. ICE goes on calling
 * them `connected` for 5 to 9 seconds, so the loss shows earlier by two things together: no word of the other engine, and
 * not a single packet. On a slow link whole words are late, and packets come all the time; of an engine that is held up by
 * its disk there is no word, but its browser still answers connectivity checks.
 */
export function makeWayWatch() {
  /** One of the connections that this handshake went over was seen to live. */
  let hasWay = false;
  let isLost = false;
  let heard = new Map<number, number>();
  let quietMs = 0;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  function listen(live: LinkStats[], nowMs: number) {
    const isNews = live.some((link) => link.heard > (heard.get(link.connId) ?? link.heard));
    heard = new Map(live.map((link) => [link.connId, link.heard]));
    quietMs = isNews ? 0 : quietMs + Math.min(MOST_MS_PER_LOOK, nowMs - lookedAtMs);
    lookedAtMs = nowMs;
  }

  return {
    /** Whether to look at the links again, so long after the last time. */
    isDue: ({ unheardMs }: Pick<EngineReport, 'unheardMs'>, sinceMs: number): boolean =>
      isLost || unheardMs > DOUBT_MS || sinceMs >= LOOK_MS,

    /** Whether the way is lost. */
    look(report: Pick<EngineReport, 'isHandshaken' | 'unheardMs'>, stats: LinkStats[], nowMs: number): boolean {
      const live = stats.filter(({ state }) => state === 'connected');
      listen(live, nowMs);
      const isUp = live.length > 0;
      hasWay = report.isHandshaken && (hasWay || isUp);
      const isSilent = report.unheardMs >= UNHEARD_MS && quietMs >= QUIET_MS;
      isLost = hasWay && (!isUp || isSilent);
      return isLost;
    },
  };
}
