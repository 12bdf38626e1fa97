import type { PeerRole } from '../../../shared/transfers/control.ts';
import type { LinkStats } from './channelPair.ts';
import type { EngineReport } from './engineReport.ts';
import { makeLinkCare } from './linkCare.ts';
import { makeLinkSet } from './linkSet.ts';
import { announceSession, becomeOnlyTab, sessionName } from './sessionChannel.ts';
import type { SessionParts, TransferSession } from './sessionParts.ts';
import { snapshotOf } from './sessionSnapshot.ts';
import type { SessionFacts } from './sessionState.ts';
import { makeSessionWorker } from './sessionWorker.ts';
import { makeWayWatch } from './wayWatch.ts';
import type { FromWorker, ToWorker } from './workerScope.ts';

interface InnerParts extends SessionParts {
  role: PeerRole;
  mostConnections: number;
  makeWorker(): Worker;
  /** Files that a sender has at hand. */
  filesAtHand: [index: number, file: File][];
}

/** One side of a transfer, whichever: a worker that does the work, the links that carry it, and what is shown of both. */
export function makeSession(parts: InnerParts): TransferSession & { post(message: ToWorker): void } {
  const { role, transferId, manifest } = parts;
  const chosenFiles = parts.chosenFiles.length > 0 ? parts.chosenFiles : [...manifest.files.keys()];
  const announcement = announceSession(role, transferId);
  const leaving = new AbortController();
  const care = makeLinkCare({
    rebuild: () => links?.rebuild(),
    onSilent() {
      const { relay } = facts.report ?? {};
      // The relay carries it meanwhile, and a session that fails would take its uploads along.
      if (relay?.isCarrying || relay?.hasAll) links?.rebuild();
      else fail('silent');
    },
  });
  const way = makeWayWatch();
  const worker = makeSessionWorker({ onMessage: hear, onBroken: () => fail('internal') });
  let facts: SessionFacts = {
    report: null,
    isOtherTab: false,
    isPeerPresent: false,
    hasMet: false,
    isWayLost: false,
    failure: null,
  };
  let stats: LinkStats[] = [];
  let statsAtMs = 0;
  let links: ReturnType<typeof makeLinkSet> | null = null;
  let isLeft = parts.isLeft;
  let isPaused = false;
  let lock: { release(): void } | null = null;
  let closing: Promise<void> | null = null;

  const stops = [
    parts.signalling.onPeerPresence((isPeerPresent) => {
      change({ isPeerPresent });
      tellSurroundings();
    }),
    parts.relayDesk.onNews((news) => worker.post({ kind: 'relay', news })),
    parts.thrift.onChange(tellSurroundings),
  ];

  async function run() {
    lock = await becomeOnlyTab(sessionName(role, transferId), leaving.signal, () => change({ isOtherTab: true }));
    isPaused = (await parts.isPaused?.()) ?? false;
    if (closing) return lock.release();
    change({ isOtherTab: false });
    worker.run(parts.makeWorker());
  }

  function hear(message: Exclude<FromWorker, { kind: 'closed' }>) {
    switch (message.kind) {
      case 'up':
        return start();
      case 'report':
        return heardReport(message.report);
      case 'connections':
        return role === 'sender' && links?.setCount(message.count);
      case 'relay':
        return parts.relayDesk.say(message.word);
      case 'renew-session':
        return void parts.relayDesk.renewSession().finally(() => worker.send({ kind: 'session-renewed' }));
      case 'stalled':
        return links && care.heardSilence(stats, facts.report?.bytesDone ?? 0, performance.now());
      case 'failed':
        return fail('internal');
    }
  }

  function start() {
    const { transferKey, sealedAs, expiresAt, mostConnections, filesAtHand: files } = parts;
    const { isUpload = false, trustedDates = [], visit = null } = parts;
    const what = { transferId, transferKey, sealedAs, manifest, chosenFiles, expiresAt };
    worker.start({ kind: 'start', ...what, mostConnections, files, isUpload, trustedDates, visit });
    if (isPaused) worker.send({ kind: 'pause' });
    tellSurroundings();
    worker.sendHeld();
    parts.relayDesk.say({ t: 'ask' });
  }

  function heardReport(report: EngineReport) {
    // Only now does the worker listen: what a peer says before would be lost.
    links ??= closing ? null : makeLinks();
    change({
      report,
      hasMet: facts.hasMet || report.isHandshaken,
      // Nothing else can be mended by whom one meets: the session is over then.
      failure: report.isHandshaken && facts.failure === 'unreachable' ? null : facts.failure,
    });
    if (report.ended || report.isCompleted) void shutDown();
    else void lookAtLinks();
  }

  function makeLinks() {
    return makeLinkSet({
      role: role === 'sender' ? 'offering' : 'answering',
      signalling: parts.signalling,
      ice: parts.ice,
      post: worker.send,
      onUnreachable: () => change({ failure: 'unreachable' }),
    });
  }

  async function lookAtLinks() {
    const now = performance.now();
    const { report } = facts;
    if (!links || !report) return;
    // A small file is through before the next look: as soon as there is a way, it is asked which.
    const isNew = report.liveConnections > 0 && !stats.some(({ state }) => state === 'connected');
    if (!isNew && !way.isDue(report, now - statsAtMs)) return;
    statsAtMs = now;
    stats = await links.stats().catch(() => []);
    // Of what is let go meanwhile nothing is lost.
    if (closing) return;
    const isWayLost = way.look(report, stats, performance.now());
    // The first way is news by itself, and is to be seen before the next report.
    if (isNew || isWayLost !== facts.isWayLost) change({ isWayLost });
    if (role === 'sender') care.rebuildIfHollow(stats, report.liveConnections, now);
  }

  function change(news: Partial<SessionFacts>) {
    facts = { ...facts, ...news };
    const snapshot = snapshotOf({ transferId, role, manifest, chosenFiles }, facts, stats);
    if (!facts.isOtherTab) announcement.tell(snapshot);
    parts.onState(snapshot);
  }

  function fail(failure: NonNullable<SessionFacts['failure']>) {
    change({ failure });
    void shutDown();
  }

  function shutDown(): Promise<void> {
    closing ??= (async () => {
      leaving.abort();
      await worker.close();
      links?.close();
      worker.terminate();
      for (const stop of stops) stop();
      lock?.release();
      // A tab that asks late may still be told how it ended.
    })();
    return closing;
  }

  run().catch((error) => {
    if (!leaving.signal.aborted) {
      console.error('the session could not start', error);
      fail('internal');
    }
  });

  function tellSurroundings() {
    if (!worker.hasStarted) return;
    const { isPeerPresent } = facts;
    const { thrift } = parts;
    const surroundings = { isPeerPresent, isLeft, mayRelay: thrift.mayRelay(), waitsForWifi: thrift.waitsForWifi() };
    worker.send({ kind: 'surroundings', surroundings });
  }

  return {
    post: worker.post,
    leave() {
      isLeft = true;
      tellSurroundings();
    },
    pause: () => worker.post({ kind: 'pause' }),
    resume: () => worker.post({ kind: 'resume' }),
    cancel(reason = role === 'sender' ? 'cancelled_by_sender' : 'cancelled_by_recipient') {
      worker.post({ kind: 'cancel', reason });
    },
    async close() {
      await shutDown();
      announcement.close();
    },
  };
}
