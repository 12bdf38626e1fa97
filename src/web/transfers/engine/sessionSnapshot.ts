import type { PeerRole } from '../../../shared/transfers/control.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { LinkStats } from './channelPair.ts';
import { noRelay } from './engineReport.ts';
import { type SessionFacts, type SessionSnapshot, stateOf } from './sessionState.ts';

interface Subject {
  transferId: string;
  role: PeerRole;
  manifest: Manifest;
  chosenFiles: number[];
}

/** What is shown of a session, out of what its worker and its links say. */
export function snapshotOf(subject: Subject, facts: SessionFacts, stats: LinkStats[]): SessionSnapshot {
  const { transferId, role, manifest, chosenFiles } = subject;
  const { report } = facts;
  const live = facts.isWayLost ? [] : stats.filter(({ state }) => state === 'connected');
  const losses = live.flatMap(({ lostShare }) => lostShare ?? []);
  const roundTrips = live.flatMap(({ roundTripMs }) => roundTripMs ?? []);
  return {
    transferId,
    role,
    isMeasured: report !== null,
    neededFiles: report?.neededFiles ?? [],
    wholeFiles: report?.wholeFiles ?? 0,
    blockMap: report?.blockMap ?? { done: [], reasked: [] },
    bytesDone: report?.bytesDone ?? 0,
    bytesTotal: report?.bytesTotal ?? chosenFiles.reduce((sum, index) => sum + manifest.files[index]!.sizeBytes, 0),
    duplicateBytes: report?.duplicateBytes ?? 0,
    bytesPerSecond: report?.bytesPerSecond ?? null,
    msLeft: report?.msLeft ?? null,
    route: live.some(({ route }) => route === 'direct') ? 'direct' : (live[0]?.route ?? null),
    relay: report?.relay ?? noRelay,
    connections: report?.liveConnections ?? 0,
    roundTripMs: roundTrips.length > 0 ? Math.min(...roundTrips) : null,
    lostShare: losses.length > 0 ? losses.reduce((sum, share) => sum + share, 0) / losses.length : null,
    ...stateOf(facts),
  };
}
