import type { TransferId } from '../../shared/core/ids.ts';
import type { PeerRole } from '../../shared/transfers/control.ts';
import type { SendSession } from './engine/sendSession.ts';
import { watchSession } from './engine/sessionChannel.ts';
import type { TransferSession } from './engine/sessionParts.ts';
import { isMoving, type SessionSnapshot } from './engine/sessionState.ts';
import { changeEntry, entryOf } from './exchangeStore.ts';
import type { ScreenWakeLock } from './files/wakeLock.ts';
import { makeSessionRetries } from './sessionRetries.ts';
import { makeTabWords, type TabWord } from './tabWords.ts';
import { isOver, type TransferEntry } from './transferEntry.ts';
import { makeTrustedDates } from './trustedDates.ts';

export interface SessionKeeperParts {
  keyOf(id: TransferId): Promise<Uint8Array | null>;
  filesOf(entry: TransferEntry): Promise<(File | null)[]>;
  /** The files were chosen in this tab. */
  hasFiles(id: TransferId): boolean;
  /** They were chosen again, in this tab or another one. */
  keepFiles(id: TransferId, files: [number, File][]): void;
  /** The person paused it, in whichever life of the page. */
  isPaused(id: TransferId): Promise<boolean>;
  /** The entry tells how it goes now, in this tab or another one. */
  onShown(id: TransferId): void;
  /** Every file is whole, on disk, and its hashes agree. */
  onVerified(id: TransferId): void;
  /** Called off in another tab, which may be closed before the server hears it. */
  onCancelledElsewhere(id: TransferId): void;
  open(what: ToOpen): OpenedSession;
  /** Tells the server how it goes. */
  makeReports(id: TransferId): { hear(snapshot: SessionSnapshot): void };
  wakeLock: ScreenWakeLock;
}

/** What a session is opened with. */
export interface ToOpen {
  entry: TransferEntry;
  transferKey: Uint8Array;
  /** Of a sender, as far as they are at hand. */
  files: (File | null)[];
  /** Nobody has accepted it yet: it only goes to the relay. */
  isEarly: boolean;
  /** Dates of files of which the person has said that they are the ones all the same. */
  trustedDates: number[];
  isPaused(): Promise<boolean>;
  onState(snapshot: SessionSnapshot): void;
}

export interface OpenedSession {
  session: TransferSession & Partial<Pick<SendSession, 'provideFiles' | 'trustFiles'>>;
  stopSignalling(): void;
}

interface Live {
  role: PeerRole;
  opened: OpenedSession;
  /** Of a sender: what it works with, as far as it is at hand. */
  files: (File | null)[];
  stopWatching: (() => void) | null;
  /** It ended by itself; another may begin. */
  isOver: boolean;
  /** Nobody has accepted it yet: it only goes to the relay. */
  isEarly: boolean;
  /** Another tab of this browser works; this one watches. */
  isElsewhere: boolean;
  /** What ended it may be over once the other side comes anew. */
  isResumable: boolean;
  isVerified: boolean;
  /** A dead one tells of itself more than once, and is tried again once. */
  retry: ReturnType<typeof setTimeout> | null;
  reports: ReturnType<SessionKeeperParts['makeReports']>;
}

const YIELD_MS = 800;

/** Keeps the sessions of this page: at most one per transfer; of several tabs one works and the others watch. */
export function makeSessionKeeper(parts: SessionKeeperParts) {
  const lives = new Map<TransferId, Live>();
  const starting = new Map<TransferId, Promise<void>>();
  const closing = new Map<TransferId, Promise<void>>();
  const retries = makeSessionRetries();
  const trusted = makeTrustedDates<TransferId>();
  const { wakeLock } = parts;
  const { tell } = makeTabWords({
    isElsewhere: (id) => lives.get(id)?.isElsewhere === true,
    isRunningHere: (id) => lives.get(id)?.isElsewhere === false,
    onWord: obey,
    onCancelledElsewhere: (id) => entryOf(id) && parts.onCancelledElsewhere(id),
  });

  async function run(entry: TransferEntry): Promise<void> {
    const live = lives.get(entry.id);
    // What was left before it was accepted goes on with what was asked for, and with the other side.
    if (live?.isEarly && entry.transfer.state === 'accepted') await close(entry.id);
    else if (live) return;
    const begun = starting.get(entry.id) ?? begin(entry).finally(() => starting.delete(entry.id));
    starting.set(entry.id, begun);
    await begun;
  }

  async function begin(entry: TransferEntry): Promise<void> {
    const { id, transfer } = entry;
    await closing.get(id);
    const transferKey = await parts.keyOf(id);
    if (!entry.manifest) return;
    if (!transferKey) return changeEntry(id, { isUnreadable: true });
    // Of several tabs the one that holds the files goes first.
    if (transfer.isSender && !parts.hasFiles(id)) await new Promise((go) => setTimeout(go, YIELD_MS));
    const files = transfer.isSender ? await parts.filesOf(entry) : [];
    // It may have ended, or been called off, while the files were opened.
    const now = entryOf(id);
    if (!now || isOver(now) || now.isCancelled || lives.has(id)) return;
    const isEarly = now.transfer.state === 'offered';
    const live: Live = {
      role: transfer.isSender ? 'sender' : 'receiver',
      opened: null as never,
      files: [...files],
      stopWatching: null,
      isOver: false,
      isEarly,
      isElsewhere: false,
      isResumable: false,
      isVerified: false,
      retry: null,
      reports: parts.makeReports(id),
    };
    lives.set(id, live);
    live.opened = parts.open({
      entry: now,
      transferKey,
      files,
      isEarly,
      trustedDates: trusted.of(id),
      isPaused: () => parts.isPaused(id),
      onState: (snapshot) => hear(id, live, snapshot),
    });
  }

  function hear(id: TransferId, live: Live, snapshot: SessionSnapshot): void {
    if (lives.get(id) !== live) return;
    live.isElsewhere = snapshot.state === 'other_tab';
    if (live.isElsewhere) {
      show(id, snapshot);
      live.stopWatching ??= watchSession(live.role, id, (seen) => show(id, seen));
      return;
    }
    live.stopWatching?.();
    live.stopWatching = null;
    show(id, snapshot);
    live.isOver = snapshot.state === 'ended' || snapshot.state === 'verified' || isDead(snapshot);
    live.isResumable = snapshot.state === 'ended' && snapshot.isResumable;
    if (snapshot.state === 'verified' && !live.isVerified) {
      live.isVerified = true;
      parts.onVerified(id);
    }
    if (isDead(snapshot)) retryLater(id, live, snapshot.bytesDone);
    live.reports.hear(snapshot);
    holdScreen();
  }

  function show(id: TransferId, snapshot: SessionSnapshot): void {
    changeEntry(id, { snapshot });
    parts.onShown(id);
  }

  function retryLater(id: TransferId, live: Live, bytesDone: number): void {
    const afterMs = live.retry ? null : retries.next(id, bytesDone);
    if (afterMs === null) return;
    live.retry = setTimeout(() => {
      const entry = entryOf(id);
      if (entry && lives.get(id) === live) void restart(entry);
    }, afterMs);
  }

  function holdScreen(): void {
    const snapshots = [...lives.keys()].flatMap((id) => entryOf(id)?.snapshot ?? []);
    if (snapshots.some(isMoving)) wakeLock.hold();
    else wakeLock.letGo();
  }

  function obey(word: TabWord): void {
    const live = lives.get(word.id);
    const session = live?.opened.session;
    if (word.word === 'files') {
      parts.keepFiles(word.id, word.files);
      for (const [index, file] of word.files) if (live) live.files[index] = file;
      session?.provideFiles?.(word.files);
      return;
    }
    if (word.word === 'leave') changeEntry(word.id, { isLeft: true });
    if (word.word === 'cancel') changeEntry(word.id, { isCancelled: true });
    if (word.word === 'trust') {
      trusted.add(word.id, live?.files ?? []);
      session?.trustFiles?.();
    } else session?.[word.word]();
  }

  /** Whoever asks waits until it is closed, also where somebody else has asked before. */
  async function close(id: TransferId): Promise<void> {
    const live = lives.get(id);
    lives.delete(id);
    if (!live) return closing.get(id);
    live.stopWatching?.();
    live.opened.stopSignalling();
    holdScreen();
    const closed = live.opened.session.close().finally(() => {
      if (closing.get(id) === closed) closing.delete(id);
    });
    closing.set(id, closed);
    await closed;
  }

  async function restart(entry: TransferEntry): Promise<void> {
    await close(entry.id);
    await run(entryOf(entry.id) ?? entry);
  }

  return {
    run,
    restart,
    close,
    /** Lets a session that has verified say so to the other side, then closes it. */
    async settle(id: TransferId): Promise<void> {
      const live = lives.get(id);
      if (live && !live.isOver) return;
      await close(id);
    },
    /** Builds every connection anew, by the rules that hold now. */
    restartAll(): void {
      for (const id of lives.keys()) {
        const entry = entryOf(id);
        if (entry) void restart(entry);
      }
    },
    closeAll: () => void [...lives.keys()].map((id) => close(id)),
    pause: (id: TransferId) => tell({ id, word: 'pause' }),
    resume: (id: TransferId) => tell({ id, word: 'resume' }),
    /** The files go to the relay, so that this device may go before the other side is there. */
    leave(id: TransferId) {
      tell({ id, word: 'leave' });
      const entry = entryOf(id);
      if (entry && isDead(entry.snapshot)) void restart(entry);
    },
    /** Called off for both sides. */
    cancel: (id: TransferId) => tell({ id, word: 'cancel' }),
    provideFiles: (id: TransferId, files: [number, File][]) => tell({ id, word: 'files', files }),
    /** Files with another date are the ones that were offered, says the person. */
    trustFiles: (id: TransferId) => tell({ id, word: 'trust' }),
    /** The other side is there again: what ended for a reason that may be gone, or fell silent, goes on. */
    peerCame(id: TransferId): void {
      const live = lives.get(id);
      const entry = entryOf(id);
      if (live && entry && (live.isResumable || isDead(entry.snapshot))) void restart(entry);
    },
  };
}

/** Its worker is gone, though nobody decided to end it. */
function isDead(snapshot: SessionSnapshot | null): boolean {
  return snapshot?.state === 'failed' && snapshot.reason !== 'unreachable';
}
