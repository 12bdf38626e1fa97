import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import { account } from '../../accounts/session.ts';
import { api } from '../../core/api.ts';
import { thriftFor } from '../dataSaver.ts';
import type { NeededFile } from '../engine/engineReport.ts';
import { deleteTransfer } from '../engine/ledger.ts';
import { makeSendSession } from '../engine/sendSession.ts';
import type { TransferSession } from '../engine/sessionParts.ts';
import type { SessionSnapshot } from '../engine/sessionState.ts';
import { makeTransferSignalling } from '../transferSignalling.ts';
import { asTransferId } from './asTransferId.ts';
import { makeHostDesk } from './hostDesk.ts';
import { changeShare, type ShareEntry, shareEntry } from './shareStore.ts';

/** [S10] Sending straight to visitors while this page is open: a few at once, the others take from the relay meanwhile. */

interface Guest {
  shareId: ShareId;
  /** Null while it waits for a free place. */
  session: TransferSession | null;
  stop(): void;
  goneTimer?: ReturnType<typeof setTimeout> | undefined;
}

const MOST_AT_ONCE = 4;
/** A visitor whose connection to the server breaks is often back soon, and blocks may flow all the while. */
const GONE_MS = 60_000;

interface OpenedShare {
  entry: ShareEntry;
  shareKey: Uint8Array;
  files: (File | null)[];
  /** Dates of files of which the person has said that they are the ones all the same. */
  trustedDates: number[];
}

export interface HostingParts {
  /** What is needed to send a share from here; null when it cannot be sent (now). */
  openShare(id: ShareId): Promise<OpenedShare | null>;
  onMoving(): void;
  /** These files can no longer be read as they were. */
  onFilesLost(id: ShareId, indices: number[]): void;
}

export function makeHosting({ openShare, onMoving, onFilesLost }: HostingParts) {
  const guests = new Map<DownloadId, Guest>();

  function came(shareId: ShareId, downloadId: DownloadId): void {
    const known = guests.get(downloadId);
    clearTimeout(known?.goneTimer);
    if (known) return;
    guests.set(downloadId, { shareId, session: null, stop: () => {} });
    void fill();
  }

  function left(downloadId: DownloadId): void {
    const guest = guests.get(downloadId);
    if (!guest) return;
    clearTimeout(guest.goneTimer);
    if (guest.session) guest.goneTimer = setTimeout(() => void end(downloadId), GONE_MS);
    else guests.delete(downloadId);
  }

  async function fill(): Promise<void> {
    for (const [downloadId, guest] of guests) {
      const busy = [...guests.values()].filter(({ session }) => session).length;
      if (busy >= MOST_AT_ONCE) return;
      if (guest.session) continue;
      const opened = await openShare(guest.shareId);
      if (guests.get(downloadId) !== guest || guest.session) continue;
      if (opened) begin(downloadId, guest, opened);
      else guests.delete(downloadId);
    }
  }

  function begin(downloadId: DownloadId, guest: Guest, { entry, shareKey, files, trustedDates }: OpenedShare): void {
    const { shareId } = guest;
    const signalling = makeTransferSignalling(asTransferId(downloadId));
    const relayDesk = makeHostDesk(shareId);
    guest.stop = () => {
      signalling.close();
      relayDesk.close();
    };
    guest.session = makeSendSession({
      transferId: downloadId,
      sealedAs: shareId,
      transferKey: shareKey,
      manifest: entry.manifest!,
      chosenFiles: [],
      files,
      signalling,
      relayDesk,
      // The share's own upload looks after the relay.
      thrift: { ...thriftFor(asTransferId(shareId)), mayRelay: () => false },
      isLeft: false,
      trustedDates,
      ice: {
        ask: () => api.shares.iceServers.query({ downloadId }),
        policyUntilThen: () => (account()?.hidesAddress ? 'relay' : 'all'),
      },
      onState: (snapshot) => guests.get(downloadId) === guest && hear(downloadId, shareId, snapshot),
      expiresAt: entry.share.expiresAt,
    });
  }

  function hear(downloadId: DownloadId, shareId: ShareId, snapshot: SessionSnapshot): void {
    const { state } = snapshot;
    const hosted = new Map(shareEntry(shareId)?.hosted ?? []).set(downloadId, snapshot);
    changeShare(shareId, { hosted });
    onMoving();
    // One that may be the same is not lost: its person is asked about it where it is uploaded.
    const isLost = ({ refused }: NeededFile) => refused !== null && refused !== 'other_date';
    const lost = snapshot.neededFiles.filter(isLost).map(({ index }) => index);
    // The visitor goes on from the relay, and waits for what only this device has.
    if (state === 'needs_file' && lost.length > 0) onFilesLost(shareId, lost);
    const isOver = state === 'verified' || state === 'ended' || state === 'needs_file';
    if (isOver || (state === 'failed' && snapshot.reason !== 'unreachable')) void end(downloadId);
  }

  async function end(downloadId: DownloadId): Promise<void> {
    const guest = guests.get(downloadId);
    if (!guest) return;
    guests.delete(downloadId);
    clearTimeout(guest.goneTimer);
    guest.stop();
    const hosted = new Map(shareEntry(guest.shareId)?.hosted ?? []);
    hosted.delete(downloadId);
    changeShare(guest.shareId, { hosted });
    onMoving();
    await guest.session?.close();
    await deleteTransfer(downloadId, 'sender').catch(() => {});
    void fill();
  }

  const endWhere = (isMeant: (guest: Guest) => boolean) =>
    void [...guests].filter(([, guest]) => isMeant(guest)).map(([id]) => end(id));

  async function restartWhere(isMeant: (guest: Guest) => boolean): Promise<void> {
    const before = [...guests].filter(([, guest]) => isMeant(guest));
    await Promise.all(before.map(([id]) => end(id)));
    for (const [id, { shareId }] of before) came(shareId, id);
  }

  return {
    came,
    left,
    endOf: (shareId: ShareId) => endWhere((guest) => guest.shareId === shareId),
    endAll: () => endWhere(() => true),
    /** The person has said that its files with another date are the ones. */
    restartOf: (shareId: ShareId) => restartWhere((guest) => guest.shareId === shareId),
    /** The wish to hide the address changed: connections that show it must not outlive it. */
    restartAll: () => restartWhere(() => true),
  };
}
