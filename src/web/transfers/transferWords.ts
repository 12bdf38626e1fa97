import { formatBytes, formatSpeed, formatTimeLeft } from '../ui/format.ts';
import { momentText } from '../ui/timeText.ts';
import type { BeamState } from './Beam.tsx';
import { isOnThisDevice } from './deviceIdentity.ts';
import type { SessionSnapshot } from './engine/sessionState.ts';
import { fileLabels, fileTrouble, worstOf } from './fileWords.ts';
import { amountOf, hasArrived, isOver, type TransferEntry } from './transferEntry.ts';
import { endTrouble, failure, relayTrouble, type Trouble, unreadable } from './troubleWords.ts';
import type { Ways } from './ways.ts';

/** How a transfer is drawn and said. */
export interface TransferWords {
  beam: BeamState;
  /** One short line under the beam. */
  label: string;
  /** What a screen reader says once it is closed, where that is less than "verified on both sides". */
  closedWords?: string;
  trouble?: Trouble;
}

const anyWay: Ways = { hasTurn: null, hidesAddress: false, isCutOff: false };

/** The words for what a transfer does right now, to someone whose partner goes by this name. */
export function wordsOf(entry: TransferEntry, partner: string, ways = anyWay): TransferWords {
  const { transfer, snapshot } = entry;
  if (entry.isCancelled && !isOver(entry)) return untoldWords(partner);
  // However it ended for the server: what came whole is there.
  if (isOver(entry) && transfer.state !== 'completed' && hasArrived(entry)) return arrivedWords(entry);
  switch (transfer.state) {
    case 'offered':
      return offeredWords(entry, partner);
    case 'accepted':
      // The server may be away: what came whole is there all the same.
      if (hasArrived(entry) && snapshot?.state !== 'verified') return arrivedWords(entry);
      if (entry.isUnreadable)
        return { beam: 'waiting', label: 'On another device', trouble: unreadable(entry, partner) };
      return snapshot
        ? withFileTrouble(liveWords(entry, snapshot, partner, ways), entry, snapshot)
        : { beam: 'waiting', label: silentLabel(entry, partner) };
    case 'completed':
      return { beam: 'verified', label: completedLabel(entry) };
    case 'refused':
      return { beam: 'ended', label: transfer.isSender ? `${partner} declined` : 'You declined' };
    case 'expired':
      return { beam: 'ended', label: 'Ran out of time', trouble: endTrouble('expired', entry, partner) };
    case 'cancelled':
      return { beam: 'ended', label: cancelledLabel(entry, partner) };
    case 'failed':
      return {
        beam: 'ended',
        label: 'Did not arrive',
        trouble: endTrouble(transfer.endReason ?? 'bad_data', entry, partner),
      };
  }
}

/** What keeps some of the files from going is said beside whatever the others do. */
function withFileTrouble(words: TransferWords, entry: TransferEntry, snapshot: SessionSnapshot): TransferWords {
  const isStill = snapshot.state === 'ended' || snapshot.state === 'failed' || isPausedHere(snapshot);
  return isStill ? words : { ...words, trouble: fileTrouble(entry, snapshot) ?? words.trouble };
}

/** One thing after the other: whoever paused goes on first. */
export const isPausedHere = (snapshot: SessionSnapshot): boolean =>
  snapshot.state === 'paused' && snapshot.by === 'self';

const arrivedWords = (entry: TransferEntry): TransferWords => ({
  beam: 'verified',
  label: `${formatBytes(amountOf(entry).total)}, verified here`,
  closedWords: 'Verified here',
});

/** Called off, and not yet heard by the server. */
function untoldWords(partner: string): TransferWords {
  const trouble = { what: 'You cancelled.', todo: `${partner} hears of it once Spotlight can be reached.` };
  return { beam: 'ended', label: 'You cancelled', trouble };
}

function offeredWords(entry: TransferEntry, partner: string): TransferWords {
  const size = formatBytes(entry.transfer.totalBytes);
  if (entry.snapshot && entry.isLeft) return leavingWords(entry, entry.snapshot, partner);
  if (entry.transfer.isSender) return { beam: 'waiting', label: `Waiting for ${partner} to accept ${size}` };
  if (entry.isUnreadable) {
    const label = entry.awaitsKey ? `Waiting for ${partner} to let this device in` : 'Sealed, and not for this device';
    return { beam: 'waiting', label, trouble: unreadable(entry, partner) };
  }
  return { beam: 'waiting', label: `${partner} would like to send you ${size}` };
}

/** On its way to the relay, with nobody at the other end. */
function leavingWords(entry: TransferEntry, snapshot: SessionSnapshot, partner: string): TransferWords {
  const { relay, state } = snapshot;
  if (state === 'in_relay') return { beam: 'waiting', label: inRelayLabel(snapshot, partner) };
  if (state === 'needs_file') return needsFileWords(entry, snapshot);
  if (state === 'paused') return pausedWords(snapshot, partner);
  if (state === 'failed')
    return { beam: 'reconnecting', label: 'Stopped', trouble: failure(snapshot, entry, partner, anyWay) };
  const trouble = fileTrouble(entry, snapshot) ?? relayTrouble(relay);
  if (trouble) return { beam: 'waiting', label: 'Not all of it is in the relay', trouble };
  const size = formatBytes(entry.transfer.totalBytes);
  return { beam: 'waiting', label: `${formatBytes(relay.waitingBytes)} of ${size} are in the relay` };
}

function inRelayLabel({ relay }: SessionSnapshot, partner: string): string {
  const until = relay.expiresAt ? `, until ${momentText(new Date(relay.expiresAt), new Date())}` : '';
  return `All in the relay, sealed, for ${partner}${until}. You may close this`;
}

/** Before a session here has told of itself; on any other device there is none. */
function silentLabel({ transfer }: TransferEntry, partner: string): string {
  if (!isOnThisDevice(transfer)) return 'Runs on another of your devices';
  return transfer.isSender ? `Getting ready to send to ${partner}` : 'Getting ready';
}

function liveWords(entry: TransferEntry, snapshot: SessionSnapshot, partner: string, ways: Ways): TransferWords {
  switch (snapshot.state) {
    case 'preparing':
      return { beam: 'connecting', label: 'Getting ready' };
    case 'other_tab':
      return { beam: 'waiting', label: 'Runs in another tab of this browser' };
    case 'waiting':
      if (ways.isCutOff) return { beam: 'reconnecting', label: 'Waiting for your network. What has come is kept' };
      return {
        beam: 'waiting',
        label: `Waiting for ${partner} to open Spotlight${snapshot.bytesDone > 0 ? '. What has come is kept' : ''}`,
        trouble: snapshot.role === 'sender' ? relayTrouble(snapshot.relay) : undefined,
      };
    case 'connecting':
      return { beam: 'connecting', label: `Finding a way to ${partner}` };
    case 'transferring':
      return { beam: 'moving', label: movingLabel(snapshot) };
    case 'in_relay':
      return { beam: 'waiting', label: inRelayLabel(snapshot, partner) };
    case 'paused':
      return pausedWords(snapshot, partner);
    case 'reconnecting':
      return { beam: 'reconnecting', label: 'Connection lost. Trying again; nothing is lost' };
    case 'verifying':
      return { beam: 'moving', label: 'All there. Checking every block' };
    case 'verified':
      return { beam: 'verified', label: completedLabel(entry) };
    case 'needs_file':
      return needsFileWords(entry, snapshot);
    case 'ended':
      return { beam: 'ended', label: 'Stopped', trouble: endTrouble(snapshot.reason, entry, partner) };
    case 'failed':
      return { beam: 'reconnecting', label: 'No way through yet', trouble: failure(snapshot, entry, partner, ways) };
  }
}

const routeWords = { direct: 'Direct', turn: 'Through the hall’s server' };

export function routeLabel({ route, relay }: Pick<SessionSnapshot, 'route' | 'relay'>): string | null {
  if (!relay.isMoving) return route && routeWords[route];
  return route ? `${routeWords[route]} and the sealed relay` : 'By the sealed relay';
}

export function movingLabel({ route, relay, bytesPerSecond, msLeft }: SessionSnapshot): string {
  const parts = [
    routeLabel({ route, relay }),
    bytesPerSecond !== null && bytesPerSecond > 0 && formatSpeed(bytesPerSecond),
    msLeft !== null && bytesPerSecond && formatTimeLeft(msLeft / 1000),
  ];
  return parts.filter(Boolean).join(', ') || 'Under way';
}

function pausedWords(snapshot: Extract<SessionSnapshot, { state: 'paused' }>, partner: string): TransferWords {
  const isMine = snapshot.by === 'self';
  switch (snapshot.reason) {
    case 'asked':
      return { beam: 'paused', label: `${isMine ? 'You' : partner} paused. What has come is kept` };
    case 'needs_file':
      return { beam: 'paused', label: `Waiting for ${partner} to choose the file again. What has come is kept` };
    case 'mobile_data':
      return {
        beam: 'paused',
        label: isMine ? 'Waiting for Wi-Fi' : `${partner} is waiting for Wi-Fi`,
        trouble: {
          what: isMine ? 'You are on mobile data, and chose to save it.' : `${partner} is on mobile data and saves it.`,
          kept: snapshot.bytesDone > 0 ? 'What has come is kept.' : undefined,
          todo: `It goes on by itself once ${isMine ? 'you are' : `${partner} is`} on Wi-Fi.`,
        },
      };
    case 'disk_full':
      return {
        beam: 'paused',
        label: isMine ? 'No room left on this device' : `No room left on ${partner}’s device`,
        trouble: isMine
          ? {
              what: 'There is no room left on this device.',
              kept: 'What has come is kept.',
              todo: 'Make some room, then go on.',
            }
          : {
              what: `There is no room left on ${partner}’s device.`,
              kept: 'What has arrived is kept there.',
              todo: `It goes on when ${partner} has made room.`,
            },
      };
  }
}

function needsFileWords(entry: TransferEntry, snapshot: SessionSnapshot): TransferWords {
  const label = fileLabels[worstOf(snapshot.neededFiles) ?? (entry.canReopen ? 'reopen' : 'choose')];
  return { beam: 'paused', label, trouble: fileTrouble(entry, snapshot) };
}

function completedLabel(entry: TransferEntry): string {
  return `${formatBytes(amountOf(entry).total)}, verified on both sides`;
}

function cancelledLabel({ transfer }: TransferEntry, partner: string): string {
  const isMine = (transfer.endReason === 'cancelled_by_sender') === transfer.isSender;
  return isMine ? 'You cancelled' : `${partner} cancelled`;
}
