import type { ShareId } from '../../../shared/core/ids.ts';
import { api } from '../../core/api.ts';
import { thriftFor } from '../dataSaver.ts';
import { deleteTransfer } from '../engine/ledger.ts';
import { makeSendSession, type SendSession } from '../engine/sendSession.ts';
import { watchSession } from '../engine/sessionChannel.ts';
import type { SessionSnapshot } from '../engine/sessionState.ts';
import { nobodyThere } from '../nobodyThere.ts';
import { makeRelayDesk } from '../relayDesk.ts';
import { makeTrustedDates } from '../trustedDates.ts';
import { asTransferId } from './asTransferId.ts';
import type { ShareKeys } from './shareKeyring.ts';
import { changeShare, type ShareEntry, shareEntry } from './shareStore.ts';

/** Bringing shares to the relay: at most one upload of each in this browser; of several tabs one works, others watch. */

interface UploadsParts {
  onMoving(): void;
  /** Files chosen again in a tab that only watches: this one works. */
  onFiles(id: ShareId, files: ChosenAgain): void;
  /** In such a tab the person has said that those with another date are the ones. */
  onTrusted(id: ShareId): void;
}

type ChosenAgain = [index: number, file: File][];

/** To the tab that works: files chosen again, or (with none) that those with another date are the ones. */
interface TabWord {
  id: ShareId;
  files: ChosenAgain | null;
}

interface Upload {
  session: SendSession;
  files: (File | null)[];
  /** Another tab of this browser works; this one watches. */
  isElsewhere: boolean;
  stop(): void;
}

const RETRY_MS = 8000;

export function makeUploads({ onMoving, onFiles, onTrusted }: UploadsParts) {
  const uploads = new Map<ShareId, Upload>();
  const trusted = makeTrustedDates<ShareId>();
  const tabs = new BroadcastChannel('spotlight:uploads');
  tabs.onmessage = ({ data: { id, files } }: MessageEvent<TabWord>) => {
    const upload = uploads.get(id);
    if (!upload || upload.isElsewhere) return;
    if (files) onFiles(id, files);
    else onTrusted(id);
  };

  function run(entry: ShareEntry, { shareKey }: ShareKeys, files: (File | null)[]): void {
    const { share, manifest } = entry;
    const { id, expiresAt } = share;
    if (uploads.has(id) || !manifest) return;
    const relayDesk = makeRelayDesk(asTransferId(id));
    let stopWatching: (() => void) | null = null;
    let retry: ReturnType<typeof setTimeout> | undefined;

    function hear(snapshot: SessionSnapshot) {
      if (uploads.get(id) !== upload) return;
      changeShare(id, { snapshot });
      onMoving();
      upload.isElsewhere = snapshot.state === 'other_tab';
      if (upload.isElsewhere) {
        stopWatching ??= watchSession('sender', id, (seen) => changeShare(id, { snapshot: seen }));
        return;
      }
      stopWatching?.();
      stopWatching = null;
      if (snapshot.state === 'in_relay') void end(id);
      if (snapshot.state === 'failed') retry ??= setTimeout(() => void again(id), RETRY_MS);
    }
    async function again(failed: ShareId) {
      await end(failed);
      const entry = shareEntry(failed);
      if (entry && !entry.share.ended) run(entry, { shareKey, linkKey: shareKey }, files);
    }

    const upload: Upload = {
      session: null as never,
      files,
      isElsewhere: false,
      stop() {
        clearTimeout(retry);
        stopWatching?.();
        relayDesk.close();
      },
    };
    uploads.set(id, upload);
    upload.session = makeSendSession({
      transferId: id,
      sealedAs: id,
      transferKey: shareKey,
      manifest,
      chosenFiles: [],
      files,
      signalling: nobodyThere,
      relayDesk,
      // Who makes a link wants it in the relay, whatever they forbid to exchanges; mobile data is another matter.
      thrift: { ...thriftFor(asTransferId(id)), mayRelay: () => true },
      isLeft: true,
      isUpload: true,
      trustedDates: trusted.of(id),
      ice: { ask: () => Promise.reject(new Error('nobody to meet')), policyUntilThen: () => 'relay' },
      onState: hear,
      expiresAt,
    });
  }

  async function end(id: ShareId): Promise<void> {
    const upload = uploads.get(id);
    uploads.delete(id);
    upload?.stop();
    onMoving();
    await upload?.session.close();
  }

  return {
    run,
    end,
    isRunning: (id: ShareId) => uploads.has(id),
    trustedDates: trusted.of,
    provide(id: ShareId, files: ChosenAgain): void {
      const upload = uploads.get(id);
      if (!upload) return;
      if (upload.isElsewhere) tabs.postMessage({ id, files } satisfies TabWord);
      for (const [index, file] of files) upload.files[index] = file;
      // A tab that only watches has them when it is the next one that works.
      upload.session.provideFiles(files);
    },
    trust(id: ShareId): void {
      const upload = uploads.get(id);
      trusted.add(id, upload?.files ?? []);
      if (upload?.isElsewhere) tabs.postMessage({ id, files: null } satisfies TabWord);
      else upload?.session.trustFiles();
    },
    /** It has ended: what was kept of its upload goes. */
    async forget(id: ShareId): Promise<void> {
      await end(id);
      await deleteTransfer(id, 'sender').catch(() => {});
    },
    endAll: () => void [...uploads.keys()].map((id) => end(id)),
  };
}

/** Whether something of a share is still to be brought to the relay: blocks, or the roots without which none verifies. */
export async function isToUpload({ id, uploadedBytes, totalBytes, fileCount }: ShareEntry['share']): Promise<boolean> {
  if (uploadedBytes < totalBytes) return true;
  const { roots } = await api.relay.state.query({ transferId: asTransferId(id) });
  return roots.length < fileCount;
}
