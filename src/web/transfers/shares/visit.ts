import { createSignal, onCleanup } from 'solid-js';
import type { OpenShare, ShareEnd } from '../../../shared/transfers/shares/share.ts';
import { shareOfCode } from '../../../shared/transfers/shares/shareCode.ts';
import { api } from '../../core/api.ts';
import { type AppError, RefusedError, toAppError } from '../../core/appError.ts';
import { inTime } from '../../core/inTime.ts';
import { loadAnew } from '../../core/missingPart.ts';
import { isSaidAgain } from '../../core/retrying.ts';
import { makeUnsaid } from '../../core/unsaid.ts';
import type { Bytes } from '../engine/bytes.ts';
import type { SessionSnapshot } from '../engine/sessionState.ts';
import { onHidingChanged } from '../hidingChanged.ts';
import type { Downloading } from './downloading.ts';
import { askAbout, beginDownload, forgetDownload, newDownload } from './downloadRecords.ts';
import { createFinishedDownload } from './finishedDownload.ts';
import { makeLooking, UNREACHABLE } from './looking.ts';
import { makePlaceTaking } from './placeTaking.ts';
import { addDownload, type DownloadRecord, readDownload } from './shareDb.ts';
import { linkKeyIn } from './shareKeys.ts';
import { type Opened, openContents } from './shareOpening.ts';
import type { VisitState } from './visitState.ts';

/** What is needed to begin a download may take its time on a slow network. */
const BRINGING_MS = 30_000;

export interface VisitParts {
  code: string;
  fragment: string;
  /** Brings what shows a state, so that nothing is said to be there that cannot be shown. */
  bringView(state: 'locked' | 'ready' | 'downloading' | 'done'): Promise<unknown>;
}

/** One visit of the page behind a link, from its address to the saved files. */
export function createVisit({ code, fragment, bringView }: VisitParts) {
  const [state, setState] = createSignal<VisitState>({ state: 'opening' });
  const shareId = shareOfCode(code);
  const place = makePlaceTaking({ add: addDownload, begin: beginDownload, forget: forgetDownload });
  let opened: Opened | null = null;
  let downloading: Downloading | null = null;
  const looking = makeLooking({ look: lookFor, refused, loadAnew });
  let isGone = false;
  const { complete, saved, remove, stopCounting } = createFinishedDownload(state, setState, () => isGone);
  /** Given up, and the server has not heard it: until it has, this visitor stands in their own way. */
  const givenUp = makeUnsaid<unknown>(async () => {});
  // A connection that shows the address must not outlive the wish to hide it.
  const stopHeeding = onHidingChanged(() => downloading && void again());
  onCleanup(() => {
    isGone = true;
    looking.forget();
    stopHeeding();
    givenUp.forgetAll();
    void downloading?.close();
  });

  /** From the beginning: what this browser has of it, else what the server says. By itself, what is shown stays until then. */
  function look({ isByItself = false } = {}): Promise<void> {
    if (isByItself) return looking.again();
    setState({ state: 'opening' });
    return looking.look();
  }

  async function lookFor(counts: () => boolean): Promise<void> {
    if (isGone) return;
    if (!shareId) return void setState({ state: 'nowhere' });
    const record = await readDownload(shareId);
    if (record) return takeUp(record, counts);
    const key = linkKeyIn(fragment);
    if (typeof key === 'string') return void (counts() && setState({ state: 'no_key', key }));
    await open(key, await api.shares.open.query({ shareId }), null, counts);
  }

  async function open(
    linkKey: Bytes,
    { facts, sealed }: OpenShare,
    unlocked: Opened | null,
    counts: () => boolean,
  ): Promise<void> {
    if (!sealed) {
      await Promise.all([bringView('locked'), import('./shareUnlocking.ts')]);
      return void (counts() && setState({ state: 'locked', facts, from: facts.from }));
    }
    const shareKey = unlocked?.shareKey ?? linkKey;
    const [manifest] = await Promise.all([openContents(shareKey, { facts, sealed }), bringView('ready')]);
    if (!counts()) return;
    if (!manifest) return void setState({ state: 'no_key', key: 'broken' });
    opened = unlocked ?? { shareKey, accessToken: null };
    setState({ state: 'ready', facts, from: facts.from, manifest });
  }

  async function unlock(password: string): Promise<void> {
    const now = state();
    const linkKey = linkKeyIn(fragment);
    if (now.state !== 'locked' || !now.facts.password || typeof linkKey === 'string') return;
    const { unlockShare } = await import('./shareUnlocking.ts');
    const unlocked = await unlockShare(now.facts.id, password, now.facts.password, linkKey);
    await open(linkKey, unlocked.answer, unlocked.opened, () => !isGone);
  }

  /** One tap: takes a place, and begins. Throws what the server refuses. */
  async function download(): Promise<void> {
    const now = state();
    if (now.state !== 'ready' || !opened) return;
    const mine = opened;
    await inTime(bringDownloading(), BRINGING_MS, () => new RefusedError(UNREACHABLE));
    await givenUp.sayAll();
    const taken = await place.take(() => newDownload(now.facts, now.manifest, mine));
    if (!taken) return look({ isByItself: true });
    await run(taken.record, mine.shareKey, taken.begun.hidesAddress).catch(looking.failed);
  }

  /** What a download is shown by up to its end, and what does it: before a place is taken for it. */
  const bringDownloading = () =>
    Promise.all([bringView('downloading'), bringView('done'), import('./downloading.ts'), import('./heldDownload.ts')]);

  /** Goes on with what this browser began before. */
  async function takeUp(record: DownloadRecord, counts: () => boolean): Promise<void> {
    const { findHeld } = await import('./heldDownload.ts');
    const held = await findHeld(record.downloadId);
    const { from, manifest } = record;
    if (record.isCounted || held?.isFinished) {
      await bringView('done');
      if (!counts()) return;
      setState({ state: 'done', record, from, manifest, isHeld: held?.isFinished ?? false });
      return void (record.isCounted || complete(record));
    }
    const [{ openDownloadKey }] = await Promise.all([import('./downloadKey.ts'), bringDownloading()]);
    const shareKey = await openDownloadKey(record);
    if (!counts()) return;
    if (!shareKey) return startOver(record);
    setState({ state: 'downloading', record, from, manifest, snapshot: null, isElsewhere: false, uploadedBytes: null });
    let hidesAddress = true;
    try {
      ({ hidesAddress } = await beginDownload(record));
    } catch (error) {
      // Without a network what is on disk is shown, and it goes on when there is one; so it does when the server is busy.
      const refusal = toAppError(error);
      if (refusal.code === 'shares.no_download' || refusal.code === 'shares.download_ended') return startOver(record);
      if (!isSaidAgain(refusal)) throw error;
    }
    if (counts()) await run(record, shareKey, hidesAddress);
  }

  async function run(record: DownloadRecord, shareKey: Uint8Array, hidesAddress: boolean): Promise<void> {
    const { from, manifest } = record;
    let uploadedBytes: number | null = null;
    let snapshot: SessionSnapshot | null = null;
    let isElsewhere = false;
    const show = () => {
      if (isGone || state().state === 'done' || state().state === 'ended') return;
      setState({ state: 'downloading', record, from, manifest, snapshot, isElsewhere, uploadedBytes });
    };
    show();
    const { startDownloading } = await import('./downloading.ts');
    if (isGone) return;
    // Begun twice, by whoever tapped and by itself: the later one goes on.
    void downloading?.close();
    downloading = startDownloading({
      record,
      shareKey,
      hidesAddress,
      onUploaded(bytes) {
        uploadedBytes = bytes;
        show();
      },
      onSnapshot(next, isWatched) {
        snapshot = next;
        isElsewhere = isWatched;
        if (next.state === 'verified') void verified(record);
        else show();
      },
      onOver: (refusal) => snapshot?.state !== 'verified' && looking.failed(refusal),
    });
  }

  async function verified(record: DownloadRecord): Promise<void> {
    if (state().state === 'done') return;
    setState({ state: 'done', record, from: record.from, manifest: record.manifest, isHeld: true });
    await Promise.all([complete(record), closeDownloading()]);
  }

  /** The server's no, as a state of the page. */
  function refused(refusal: AppError): void {
    if (isGone) return;
    const how = /^shares\.(expired|revoked|used_up)$/.exec(refusal.code)?.[1] as ShareEnd | undefined;
    const before = state();
    const from = 'from' in before ? before.from : null;
    const underWay = before.state === 'downloading' ? before : null;
    if (how) {
      setState({ state: 'ended', how, from, wasUnderWay: Boolean(underWay?.snapshot?.bytesDone) });
      if (underWay) void forget(underWay.record);
      else void closeDownloading();
    } else if (underWay && (refusal.code === 'shares.no_download' || refusal.code === 'shares.download_ended')) {
      void startOver(underWay.record);
    } else if (refusal.code === 'shares.not_found' || refusal.code === 'request.invalid') {
      void closeDownloading();
      setState({ state: 'nowhere' });
    } else {
      void closeDownloading();
      setState({ state: 'not_opened', error: refusal });
    }
  }

  /** This download is no more, but the share may be. */
  async function startOver(record: DownloadRecord): Promise<void> {
    await forget(record);
    await look();
  }

  async function forget(record: DownloadRecord): Promise<void> {
    stopCounting();
    await closeDownloading();
    await place.forget(record);
  }

  async function closeDownloading(): Promise<void> {
    const ending = downloading;
    downloading = null;
    await ending?.close();
  }

  /** A session that broke down, or is to go by other rules, begins again from what is on disk. */
  async function again(): Promise<void> {
    await closeDownloading();
    await look();
  }

  /** Not wanted any more: its place is free for another. */
  async function giveUp(): Promise<void> {
    const now = state();
    if (now.state !== 'downloading') return;
    const { record } = now;
    await givenUp.say(record.downloadId, () => askAbout(record).giveUp.mutate()).catch(() => {});
    await startOver(record);
  }

  /** How things stand by now, while nothing runs: it may have ended, or more of it may be there. */
  async function lookAgain(): Promise<void> {
    const before = state();
    if (before.state === 'not_opened' && before.error.kind === 'unreachable') return look({ isByItself: true });
    if ((before.state !== 'ready' && before.state !== 'locked') || !shareId) return;
    try {
      const facts = await api.shares.facts.query({ shareId });
      const now = state();
      if (now.state === 'ready' || now.state === 'locked') setState({ ...now, facts, from: facts.from });
    } catch (error) {
      if (!isSaidAgain(toAppError(error))) looking.failed(error);
    }
  }

  return {
    state,
    look,
    lookAgain,
    unlock,
    download,
    pause: () => downloading?.pause(),
    resume: () => downloading?.resume(),
    again,
    giveUp,
    saved,
    remove,
    /** Once more, as somebody new: it counts again. */
    async anew(): Promise<void> {
      const now = state();
      if (now.state === 'done') await startOver(now.record);
    },
  };
}

export type Visit = ReturnType<typeof createVisit>;
