import type { LinkRoute, LinkStats } from './channelPair.ts';
import { makeLossGauge, type PairChecks } from './lossGauge.ts';

/** Chromium's and Safari's addition to RTCIceCandidatePairStats; Firefox has no transport statistics. */
type PairStats = RTCIceCandidatePairStats & { selected?: boolean; consentRequestsSent?: number };

/** Reads what one peer connection does: route, delay, loss and bytes of the candidate pair in use. */
export function makeLinkMeter(connId: number, pc: RTCPeerConnection): () => Promise<LinkStats> {
  const lossOf = makeLossGauge();
  return async () => {
    const report = new Map<string, RTCStats>();
    // A connection that is closed meanwhile has nothing to report, which is no error.
    const source = await pc.getStats().catch(() => null);
    source?.forEach((entry: RTCStats) => {
      report.set(entry.id, entry);
    });
    const pair = selectedPair(report);
    return {
      connId,
      state: pc.connectionState,
      route: pair ? routeOf(pair, report) : null,
      roundTripMs: pair?.currentRoundTripTime === undefined ? null : pair.currentRoundTripTime * 1000,
      lostShare: lossOf(pair && checksOf(pair), performance.now()),
      bytesSent: pair?.bytesSent ?? 0,
      heard: pair ? heardOf(pair) : 0,
      availableOutgoingBitrate: pair?.availableOutgoingBitrate ?? null,
    };
  };
}

// Chromium counts those that were sent once the pair was in use apart.
function checksOf(pair: PairStats): PairChecks | null {
  if (pair.requestsSent === undefined || pair.responsesReceived === undefined) return null;
  const sent = pair.requestsSent + (pair.consentRequestsSent ?? 0);
  return { pairId: pair.id, sent, answered: pair.responsesReceived };
}

const heardOf = ({ bytesReceived = 0, requestsReceived = 0, responsesReceived = 0 }: PairStats) =>
  bytesReceived + requestsReceived + responsesReceived;

function selectedPair(report: Map<string, RTCStats>): PairStats | null {
  let nominated: PairStats | null = null;
  for (const entry of report.values()) {
    if (entry.type === 'transport') {
      const pair = report.get((entry as RTCTransportStats).selectedCandidatePairId ?? '');
      if (pair) return pair as PairStats;
    }
    if (entry.type === 'candidate-pair') {
      const pair = entry as PairStats;
      if (pair.selected || (pair.nominated && pair.state === 'succeeded')) nominated = pair;
    }
  }
  return nominated;
}

function routeOf(pair: PairStats, report: Map<string, RTCStats>): LinkRoute {
  const ends = [report.get(pair.localCandidateId), report.get(pair.remoteCandidateId)] as (
    | (RTCStats & { candidateType?: RTCIceCandidateType })
    | undefined
  )[];
  return ends.some((end) => end?.candidateType === 'relay') ? 'turn' : 'direct';
}
