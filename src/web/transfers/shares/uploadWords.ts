import { formatBytes, formatSpeed, formatTimeLeft } from '../../ui/format.ts';
import type { BeamState } from '../Beam.tsx';
import type { SessionSnapshot } from '../engine/sessionState.ts';
import { worstOf } from '../fileWords.ts';
import type { Trouble } from '../troubleWords.ts';
import type { ShareEntry } from './shareStore.ts';

export interface UploadWords {
  beam: BeamState;
  label: string;
  trouble?: Trouble;
}

/** Something of a link's files is still to be brought there: bytes, or the last word on them that this page has to say. */
export function isComing({ share, snapshot }: ShareEntry): boolean {
  if (share.ended) return false;
  return share.uploadedBytes < share.totalBytes || (snapshot !== null && snapshot.state !== 'in_relay');
}

/** The words for how a link's files come to be there. */
export function uploadWords({ share, snapshot, manifest }: ShareEntry): UploadWords {
  if (share.ended) return { beam: 'ended', label: 'Over' };
  const isWhole = share.uploadedBytes >= share.totalBytes;
  if (isWhole && (snapshot === null || snapshot.state === 'in_relay'))
    return { beam: 'verified', label: `All ${formatBytes(share.totalBytes)} are there. You can close this page` };
  if (!manifest)
    return { beam: 'waiting', label: `${there(share.uploadedBytes, share)}. The rest comes from your other device` };
  if (!snapshot) return { beam: 'connecting', label: 'Getting ready' };
  // What is left then takes no room.
  const closed = isWhole ? undefined : closedTrouble(snapshot);
  if (closed) return { beam: 'waiting', label: there(snapshot.bytesDone, share), trouble: closed };
  switch (snapshot.state) {
    case 'transferring':
      return {
        beam: 'moving',
        label: movingLabel(snapshot),
        trouble: snapshot.neededFiles.length > 0 ? neededText(snapshot) : undefined,
      };
    case 'needs_file':
      return neededWords(snapshot, share);
    case 'paused':
      return waitsForWifi(snapshot)
        ? {
            beam: 'paused',
            label: `${there(snapshot.bytesDone, share)}. Waiting for Wi-Fi`,
            trouble: {
              what: 'You are on mobile data, and chose to save it.',
              kept: snapshot.bytesDone > 0 ? 'What is there stays there.' : undefined,
              todo: 'It goes on by itself once you are on Wi-Fi.',
            },
          }
        : { beam: 'paused', label: `${there(snapshot.bytesDone, share)}. Paused` };
    case 'ended':
    case 'failed':
      return {
        beam: 'reconnecting',
        label: there(snapshot.bytesDone, share),
        trouble: stopped,
      };
    case 'other_tab':
      return { beam: 'moving', label: 'Another tab of this browser brings it there' };
    default:
      // The files that are at hand are there; the others are still needed.
      if (snapshot.neededFiles.length > 0) return neededWords(snapshot, share);
      return { beam: 'connecting', label: 'Getting ready. Keep this page open' };
  }
}

function neededWords(snapshot: SessionSnapshot, share: ShareEntry['share']): UploadWords {
  return {
    beam: 'paused',
    label: there(share.uploadedBytes, share),
    trouble: { ...neededText(snapshot), kept: 'What is there stays there.' },
  };
}

/** Its owner saves mobile data, and may go on all the same. */
export function waitsForWifi(snapshot: SessionSnapshot | null): boolean {
  return snapshot?.state === 'paused' && snapshot.by === 'self' && snapshot.reason === 'mobile_data';
}

const there = (bytes: number, { totalBytes }: ShareEntry['share']): string =>
  `${formatBytes(bytes)} of ${formatBytes(totalBytes)} are there`;

function movingLabel({ bytesPerSecond, msLeft }: SessionSnapshot): string {
  const parts = [
    bytesPerSecond ? formatSpeed(bytesPerSecond) : null,
    bytesPerSecond && msLeft !== null ? formatTimeLeft(msLeft / 1000) : null,
  ].filter(Boolean);
  return `${parts.length > 0 ? `${parts.join(', ')}. ` : ''}Keep this page open`;
}

function closedTrouble({ relay }: SessionSnapshot): Trouble | undefined {
  switch (relay.closedBecause) {
    case 'full':
      return { what: 'The relay is full.', todo: 'Keep this page open: it goes on when there is room.' };
    case 'quota':
      return {
        what: 'You have as much in the relay as it takes from one person.',
        todo: 'End a link that you no longer need, and this one goes on.',
      };
    case 'off':
      return {
        what: 'This Spotlight stores nothing.',
        todo: 'The link works while this page is open, if you chose to send directly.',
      };
    case null:
      return undefined;
  }
}

const stopped: Trouble = {
  what: 'Something went wrong in this page.',
  kept: 'What is there stays there.',
  todo: 'Reload the page.',
};

function neededText({ neededFiles }: SessionSnapshot): Trouble {
  switch (worstOf(neededFiles)) {
    case 'file_changed':
      return {
        what: 'That is not the file of this link, or it has changed since.',
        todo: 'Choose the unchanged file, or end this link and make a new one.',
      };
    case 'file_vanished':
      return { what: 'The file can no longer be read.', todo: 'Was it moved? Put it back and choose it again.' };
    case 'other_date':
      return {
        what: 'This file has another date than the one of this link.',
        todo: 'If nothing in it has changed, go on with it. Otherwise end this link, and make a new one.',
      };
    case null:
      return { what: 'This page was reloaded and needs your files once more.', todo: 'Then the rest follows.' };
  }
}
