import { formatBytes, formatSpeed, formatTimeLeft } from '../../ui/format.ts';
import type { BeamState } from '../Beam.tsx';
import type { SessionSnapshot } from '../engine/sessionState.ts';
import type { Trouble } from '../troubleWords.ts';

/** How a download is drawn and said. */
export interface DownloadWords {
  beam: BeamState;
  /** One short line under the beam. */
  label: string;
  trouble?: Trouble;
  /** It can be begun again from what is on disk. */
  canTryAgain?: boolean;
}

export interface DownloadFacts {
  from: string;
  snapshot: SessionSnapshot | null;
  /** What its owner has brought to the relay; null while that is not known. */
  uploadedBytes: number | null;
  totalBytes: number;
  /** Its owner's device may send it, too. */
  isDirect: boolean;
  isOnline: boolean;
}

/** The words for what a download does right now. */
export function downloadWords(facts: DownloadFacts): DownloadWords {
  const { snapshot, from } = facts;
  if (!snapshot) return facts.isOnline ? { beam: 'connecting', label: 'Getting ready' } : offline;
  switch (snapshot.state) {
    case 'preparing':
    case 'connecting':
      return restWords(facts, snapshot);
    case 'other_tab':
      return { beam: 'waiting', label: 'Runs in another tab of this browser' };
    case 'waiting':
    case 'reconnecting':
      return restWords(facts, snapshot);
    case 'transferring':
      return snapshot.bytesDone === snapshot.bytesTotal
        ? { beam: 'moving', label: 'All there. Checking every block' }
        : { beam: 'moving', label: movingLabel(snapshot, from), trouble: damage(facts, snapshot) };
    case 'verifying':
      return { beam: 'moving', label: 'All there. Checking every block' };
    case 'verified':
    case 'in_relay':
    case 'needs_file':
      return { beam: 'verified', label: 'Verified' };
    case 'paused':
      return pausedWords(snapshot, from);
    case 'ended':
      return endedWords(snapshot, from);
    case 'failed':
      return snapshot.reason === 'unreachable'
        ? restWords(facts, snapshot)
        : {
            beam: 'reconnecting',
            label: 'Stopped',
            trouble: { what: 'Something went wrong in this page.', kept: kept(snapshot), todo: 'Try again.' },
            canTryAgain: true,
          };
  }
}

const offline: DownloadWords = {
  beam: 'reconnecting',
  label: 'You are offline',
  trouble: { what: 'There is no network.', todo: 'It goes on by itself when there is one.' },
};

/**
 * Nothing comes right now: for want of a network, of the owner, or of what only the owner has. Whether they are there is not
 * known: who is not met may be busy with others, or send to the relay only.
 */
function restWords(facts: DownloadFacts, snapshot: SessionSnapshot): DownloadWords {
  const { from, isOnline, uploadedBytes, totalBytes } = facts;
  if (!isOnline) return { ...offline, trouble: { ...offline.trouble!, kept: kept(snapshot) } };
  const broken = damage(facts, snapshot);
  if (broken && snapshot.relay.damagedBlocks * BLOCK >= snapshot.bytesTotal - snapshot.bytesDone)
    return { beam: 'waiting', label: `Waiting for ${from}`, trouble: broken };
  if (uploadedBytes === null) return { beam: 'connecting', label: 'Looking where it is' };
  if (uploadedBytes >= totalBytes) {
    return snapshot.bytesDone === snapshot.bytesTotal
      ? { beam: 'moving', label: 'All there. Checking every block' }
      : { beam: 'connecting', label: 'It comes in a moment' };
  }
  if (snapshot.relay.isCarrying) return { beam: 'waiting', label: 'It comes in pieces. Waiting for the next' };
  if (snapshot.state === 'connecting') return { beam: 'connecting', label: `Finding a way to ${from}` };
  return {
    beam: 'waiting',
    label: `Waiting for ${from}`,
    trouble: {
      what: `${from} has not brought all of it here yet.`,
      kept: kept(snapshot),
      todo: 'It goes on by itself as more of it comes. This page may stay open, or be opened again.',
    },
  };
}

const BLOCK = 256 * 1024;

function damage({ from, isDirect }: DownloadFacts, { relay, connections }: SessionSnapshot): Trouble | undefined {
  if (relay.damagedBlocks === 0 || connections > 0) return undefined;
  return {
    what: 'A part of it was damaged where it was stored, and was not taken.',
    kept: 'All the rest is kept.',
    todo: isDirect
      ? `It comes from ${from}’s device as soon as ${from} opens Spotlight there.`
      : `Ask ${from} for a new link.`,
  };
}

function kept({ bytesDone }: SessionSnapshot): string | undefined {
  return bytesDone > 0 ? `${formatBytes(bytesDone)} are here and stay.` : undefined;
}

function movingLabel({ route, relay, bytesPerSecond, msLeft }: SessionSnapshot, from: string): string {
  const direct = route && (route === 'turn' ? `from ${from}, through the hall’s server` : `directly from ${from}`);
  const way = relay.isMoving
    ? direct
      ? `${direct} and through the sealed relay`
      : 'through the sealed relay'
    : direct;
  const parts = [
    way && way[0]!.toUpperCase() + way.slice(1),
    bytesPerSecond ? formatSpeed(bytesPerSecond) : null,
    bytesPerSecond && msLeft !== null ? formatTimeLeft(msLeft / 1000) : null,
  ];
  return parts.filter(Boolean).join(', ') || 'Under way';
}

function pausedWords(snapshot: Extract<SessionSnapshot, { state: 'paused' }>, from: string): DownloadWords {
  if (snapshot.reason === 'disk_full' && snapshot.by === 'self') {
    return {
      beam: 'paused',
      label: 'No room left on this device',
      trouble: {
        what: 'There is no room left on this device.',
        kept: kept(snapshot),
        todo: 'Make some room, then go on.',
      },
    };
  }
  return { beam: 'paused', label: `${snapshot.by === 'self' ? 'You' : from} paused. What has come is kept` };
}

function endedWords(snapshot: Extract<SessionSnapshot, { state: 'ended' }>, from: string): DownloadWords {
  const isBad = snapshot.reason === 'bad_data';
  const what = isBad
    ? 'What arrived did not match its seal, so it was stopped. Nothing wrong was kept.'
    : `${from}’s device stopped sending.`;
  return {
    beam: 'reconnecting',
    label: 'Stopped',
    trouble: { what, kept: kept(snapshot), todo: isBad ? 'Reload this page, then try again.' : 'Try again.' },
    canTryAgain: true,
  };
}
