import { DomainError } from '../../shared/core/errors.ts';
import type { DeviceId, TransferId } from '../../shared/core/ids.ts';
import { withoutAddress } from '../../shared/transfers/hiddenAddress.ts';
import type { PeerReset, PeerSignal, Progress, QualityReport } from '../../shared/transfers/transfers.sockets.ts';
import type { Meters } from '../core/meters.ts';
import type { Announce, Clock, Log } from '../core/ports.ts';
import type { Connection } from '../core/socketRegistry.ts';
import type { Meeting, Meetings, Speaker } from './meetings.port.ts';
import { sayFarewell, tellPresence, writeFarewell } from './presenceNews.ts';
import type { Roster } from './roster.port.ts';
import type { TransfersService } from './transfers.service.ts';
import { followWay, type Way } from './wayFigures.ts';

export interface SignallingParts {
  transfers: Pick<TransfersService, 'recordProgress'>;
  /** Asked one after another who may meet whom. */
  meetings: Meetings[];
  roster: Roster;
  announce: Announce;
  clock: Clock;
  log: Log;
  meters: Meters;
}

/** What one connection joined: as whom, and who stands on the other side. */
interface Joined extends Meeting {
  /** The recipient's last word on its progress that is not yet written. */
  unwrittenBytes: number | null;
  writtenAtMs: number;
  /** When something of the kind was last logged. */
  loggedAtMs: { quality: number; failure: number };
  way: Way;
}

export const rosterTimes = {
  /** Several beats of the heart: one that is late, or lost, ends nothing. */
  lastsMs: 60_000,
  keepAliveMs: 15_000,
  /** How often it is looked for those whom nobody keeps any more. */
  sweepMs: 1000,
  /** After what nodes share was away: what each needs to say again who is here by it, before anyone is told as gone. */
  restoreMs: 5000,
};
const PROGRESS_EVERY_MS = 2000;
/** Browsers say it every five seconds; more is not written. */
const QUALITY_EVERY_MS = 4000;

/** How the two devices of one accepted transfer, or a visitor and a host, meet: each hears of the other, and nobody else hears anything. */
export function createSignallingService(parts: SignallingParts) {
  const { transfers, roster, announce, clock, log, meters } = parts;
  const connections = new Map<string, Map<TransferId, Joined>>();
  const nowMs = () => clock.now().getTime();
  meters.watch('spotlight_meetings', () => {
    const joined = new Set([...connections.values()].flatMap((mine) => [...mine.keys()]));
    return [{ labels: {}, value: joined.size }];
  });
  const until = () => new Date(nowMs() + rosterTimes.lastsMs);
  let keptAtMs = nowMs();
  let restoredAtMs = Number.NEGATIVE_INFINITY;
  let isWriting = false;

  async function leave(connectionId: string, id: TransferId): Promise<void> {
    const joined = connections.get(connectionId)?.get(id);
    if (!joined) return;
    connections.get(connectionId)?.delete(id);
    try {
      const hasGone = await roster.drop(id, joined.self, connectionId);
      if (hasGone) tellPresence(announce, id, joined, false);
    } finally {
      await writeProgress(id, joined);
    }
  }

  const keep = (id: TransferId, meeting: Meeting, connectionId: string) =>
    roster.keep(id, meeting.self, connectionId, until(), writeFarewell(id, meeting));

  /** It is a hint: what cannot be written is kept for the next time, and stops nothing. Says whether it is written. */
  async function writeProgress(id: TransferId, joined: Joined): Promise<boolean> {
    const bytes = joined.unwrittenBytes;
    if (bytes === null) return true;
    joined.unwrittenBytes = null;
    joined.writtenAtMs = nowMs();
    try {
      // Only a device tells its progress.
      await transfers.recordProgress(id, joined.self as DeviceId, bytes, joined.way.route());
      return true;
    } catch (error) {
      joined.unwrittenBytes ??= bytes;
      log.warn({ err: error, transferId: id }, 'progress could not be written');
      return false;
    }
  }

  /** Until one cannot be written: then the others cannot be either. */
  async function writeAllProgress(): Promise<void> {
    if (isWriting) return;
    isWriting = true;
    const all = [...connections.values()].flatMap((mine) => [...mine]);
    for (const [id, joined] of all) if (!(await writeProgress(id, joined))) break;
    isWriting = false;
  }

  async function meetingOf(from: Speaker, id: TransferId): Promise<Meeting> {
    for (const meetings of parts.meetings) {
      const meeting = await meetings.find(id, from);
      if (meeting) return meeting;
    }
    throw new DomainError('transfers.not_found');
  }

  async function join(from: Speaker, id: TransferId): Promise<{ isPeerPresent: boolean }> {
    const meeting = await meetingOf(from, id);
    const mine = connections.get(from.id) ?? new Map<TransferId, Joined>();
    connections.set(from.id, mine);
    if (!mine.has(id)) {
      const way = followWay(meters, from.browser);
      mine.set(id, { ...meeting, unwrittenBytes: null, writtenAtMs: 0, loggedAtMs: { quality: 0, failure: 0 }, way });
    }
    await keep(id, meeting, from.id);
    tellPresence(announce, id, meeting, true);
    return { isPeerPresent: await roster.isHere(id, meeting.peer) };
  }

  /** Moves the end of this node's entries forward, each for itself, and writes the progress that waits. */
  async function keepAlive(): Promise<void> {
    keptAtMs = nowMs();
    const failures: unknown[] = [];
    for (const [connectionId, mine] of connections) {
      for (const [id, joined] of mine) await keep(id, joined, connectionId).catch((error) => failures.push(error));
    }
    // Beside it: a database that is slow to answer must not make the next time late.
    void writeAllProgress();
    if (failures.length > 0) throw failures[0];
  }

  /** Keeps alive when it is time, and tells of those whom nobody keeps any more. Keeps first: a laptop that slept was not away. */
  async function sweep(): Promise<void> {
    if (nowMs() - keptAtMs >= rosterTimes.keepAliveMs) await keepAlive();
    if (nowMs() - restoredAtMs < rosterTimes.restoreMs) return;
    for (const farewell of await roster.takeFarewells()) sayFarewell(announce, farewell);
  }

  return {
    join,
    leave: (from: Speaker, id: TransferId) => leave(from.id, id),

    async disconnected(from: Speaker): Promise<void> {
      const leaving = [...(connections.get(from.id)?.keys() ?? [])].map((id) => leave(from.id, id));
      // Whom the roster could not let go is kept by nobody any more, and goes in a while.
      connections.delete(from.id);
      await Promise.all(leaving);
    },

    /**
     * Passed on to the one on the other side; who it is from is ours to say. Of an account that hides its
     * address no address goes on, whatever its browser sends.
     */
    async signal(from: Speaker, signal: PeerSignal): Promise<void> {
      const { self, peerTopic, hidesAddress } = await meetingOf(from, signal.transferId);
      const shown = (await hidesAddress()) ? withoutAddress(signal) : signal;
      if (shown) announce('peer:signal', peerTopic, { ...shown, from: self });
    },

    async reset(from: Speaker, reset: PeerReset): Promise<void> {
      const { self, peerTopic } = await meetingOf(from, reset.transferId);
      announce('peer:reset', peerTopic, { ...reset, from: self });
    },

    /** Written at most every two seconds; what is left over is written when the device leaves. */
    async progress(from: Connection, { transferId: id, receivedBytes, route }: Progress): Promise<void> {
      if (!connections.get(from.id)?.has(id)) await join(from, id);
      const joined = connections.get(from.id)?.get(id);
      if (!joined) return;
      joined.way.hearRoute(route);
      joined.unwrittenBytes = receivedBytes;
      if (nowMs() - joined.writtenAtMs >= PROGRESS_EVERY_MS) await writeProgress(id, joined);
    },

    /** One line in the log, of ids and figures; from a device that takes part, and not more often than it should. */
    quality(from: Speaker, { transferId, ...figures }: QualityReport): void {
      const joined = connections.get(from.id)?.get(transferId);
      const kind = figures.failure ? 'failure' : 'quality';
      if (!joined || nowMs() - joined.loggedAtMs[kind] < QUALITY_EVERY_MS) return;
      joined.loggedAtMs[kind] = nowMs();
      joined.way.hearQuality(figures);
      const facts = { transferId, by: joined.self, ...figures };
      if (kind === 'failure') log.warn(facts, 'connection failed');
      else log.info(facts, 'connection quality');
    },

    sweep,

    /** Says again which devices are here by this node, where that may have been forgotten. */
    async restore(): Promise<void> {
      restoredAtMs = nowMs();
      await keepAlive();
    },

    /** Sweeps until the returned function is called. */
    start(): () => void {
      let timer = setTimeout(run, rosterTimes.sweepMs).unref();
      let isStopped = false;
      async function run(): Promise<void> {
        await sweep().catch((error: unknown) => log.error({ err: error }, 'keeping the roster failed'));
        if (!isStopped) timer = setTimeout(run, rosterTimes.sweepMs).unref();
      }
      return () => {
        isStopped = true;
        clearTimeout(timer);
      };
    },
  };
}

export type SignallingService = ReturnType<typeof createSignallingService>;
