import type { TransferId } from '../../shared/core/ids.ts';
import type { Progress, QualityReport } from '../../shared/transfers/transfers.sockets.ts';
import type { sendCommand } from '../core/socket.ts';
import type { SessionSnapshot } from './engine/sessionState.ts';

const PROGRESS_MS = 2000;
const QUALITY_MS = 5000;

/** What the server is told of a session while it runs; of words that are lost the next one makes good. */
export function makeSessionReports(transferId: TransferId, send: typeof sendCommand) {
  let progressAtMs = Number.NEGATIVE_INFINITY;
  let qualityAtMs = Number.NEGATIVE_INFINITY;
  let toldFailure: QualityReport['failure'] = null;
  let lastRoute: Progress['route'] = null;

  // The sender knows what has arrived even while this device is away.
  function tellProgress({ role, bytesDone, state }: SessionSnapshot, nowMs: number): void {
    const isLast = state === 'verified';
    if (role !== 'receiver' || bytesDone === 0 || (!isLast && nowMs - progressAtMs < PROGRESS_MS)) return;
    progressAtMs = nowMs;
    send('transfer:progress', { transferId, receivedBytes: bytesDone, route: lastRoute }).catch(() => {});
  }

  // For the operator, who otherwise learns of a bad hall only by complaints: figures, and nothing of what is sent.
  function tellQuality(snapshot: SessionSnapshot, nowMs: number): void {
    const { state, route, relay, connections } = snapshot;
    const failure = state === 'failed' ? snapshot.reason : null;
    const isUnderWay = state === 'reconnecting' || (state === 'transferring' && (route !== null || relay.isMoving));
    // A failure is told once, when it comes.
    const isDue = failure ? failure !== toldFailure : isUnderWay && nowMs - qualityAtMs >= QUALITY_MS;
    toldFailure = failure;
    if (!isDue) return;
    qualityAtMs = nowMs;
    send('transfer:quality', {
      transferId,
      route,
      connections,
      failure,
      isRelaying: relay.isMoving,
      roundTripMs: rounded(snapshot.roundTripMs),
      lostShare: rounded(snapshot.lostShare, 100),
      bytesPerSecond: rounded(snapshot.bytesPerSecond),
    }).catch(() => {});
  }

  return {
    hear(snapshot: SessionSnapshot): void {
      const nowMs = performance.now();
      lastRoute = snapshot.route ?? (snapshot.relay.isMoving ? 'relay' : lastRoute);
      tellProgress(snapshot, nowMs);
      tellQuality(snapshot, nowMs);
    },
  };
}

const rounded = (figure: number | null, parts = 1): number | null => figure && Math.round(figure * parts) / parts;
