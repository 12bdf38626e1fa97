import type { Download } from '../../../shared/transfers/shares/share.ts';
import { authorizationOf } from '../../../shared/transfers/shares/visitorAccess.ts';
import { apiWith } from '../../core/api.ts';
import { RefusedError, toAppError } from '../../core/appError.ts';
import { makeReceiveSession } from '../engine/receiveSession.ts';
import { watchSession } from '../engine/sessionChannel.ts';
import { noThrift } from '../engine/sessionParts.ts';
import { isMoving, type SessionSnapshot } from '../engine/sessionState.ts';
import { makeWakeLock } from '../files/wakeLock.ts';
import type { DownloadRecord } from './shareDb.ts';
import { makeVisitorDesk } from './visitorDesk.ts';
import { openVisitorSocket } from './visitorSocket.ts';

export interface DownloadingParts {
  record: DownloadRecord;
  shareKey: Uint8Array;
  /** Whether its visitor goes through relays only; what is not known yet counts as yes. */
  hidesAddress: boolean;
  /** `isElsewhere`: another tab of this browser works, and this one watches. */
  onSnapshot(snapshot: SessionSnapshot, isElsewhere: boolean): void;
  /** How much of the share its owner has brought to the relay so far. */
  onUploaded(uploadedBytes: number): void;
  /** The server's word that the share or this download is over; not for what passes. */
  onOver(refusal: unknown): void;
}

/** After these the same download cannot go on. */
const over: ReadonlySet<string> = new Set(['gone', 'unauthenticated', 'not_found', 'conflict']);

/** One visitor's download under way in this page: out of the relay, and from the owner's device while that is there. */
export function startDownloading(parts: DownloadingParts) {
  const { record, shareKey, onSnapshot, onUploaded, onOver } = parts;
  const { downloadId, shareId, token, manifest, expiresAt } = record;
  const authorization = authorizationOf(downloadId, token);
  const api = apiWith(authorization);
  const socket = openVisitorSocket(downloadId, token);
  const wakeLock = makeWakeLock();
  let stopWatching: (() => void) | null = null;
  let { hidesAddress } = parts;
  let isClosed = false;

  function refused(error: unknown) {
    if (over.has(toAppError(error).kind) && !isClosed) onOver(error);
  }
  const relayDesk = makeVisitorDesk({
    socket,
    ask: () => api.shares.download.query(),
    onDownload(download: Download) {
      hidesAddress = download.hidesAddress;
      onUploaded(download.uploadedBytes);
    },
    onRefused: refused,
  });
  socket.on(
    'share:ended',
    ({ ended }) => !isClosed && onOver(new RefusedError({ code: `shares.${ended}`, kind: 'gone' })),
  );
  // Why it is refused is told by a question.
  socket.onRefused(() => relayDesk.say({ t: 'ask' }));

  const session = makeReceiveSession({
    transferId: downloadId,
    sealedAs: shareId,
    transferKey: shareKey,
    manifest,
    chosenFiles: [],
    signalling: socket.signalling,
    relayDesk,
    thrift: noThrift,
    isLeft: false,
    visit: { headers: { authorization } },
    ice: {
      ask: () => api.shares.downloadIceServers.query(),
      policyUntilThen: () => (hidesAddress ? 'relay' : 'all'),
    },
    onState: hear,
    expiresAt,
  });

  function hear(snapshot: SessionSnapshot) {
    if (isClosed) return;
    if (isMoving(snapshot)) wakeLock.hold();
    else wakeLock.letGo();
    if (snapshot.state === 'other_tab') {
      stopWatching ??= watchSession('receiver', downloadId, (seen) => !isClosed && onSnapshot(seen, true));
    } else {
      stopWatching?.();
      stopWatching = null;
    }
    onSnapshot(snapshot, snapshot.state === 'other_tab');
  }

  return {
    pause: session.pause,
    resume: session.resume,
    async close(): Promise<void> {
      isClosed = true;
      wakeLock.letGo();
      stopWatching?.();
      relayDesk.close();
      await session.close();
      socket.close();
    },
  };
}

export type Downloading = ReturnType<typeof startDownloading>;
