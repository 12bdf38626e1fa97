import { createSignal } from 'solid-js';
import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { Share } from '../../../shared/transfers/shares/share.ts';
import type { SessionSnapshot } from '../engine/sessionState.ts';

/** One of the person's links as this browser knows it: the server's word, what is in it, and how it goes here. */
export interface ShareEntry {
  share: Share;
  /** Null where it was made in another browser: only that one knows the names, and the link. */
  manifest: Manifest | null;
  link: string | null;
  /** Its upload, here or in another tab of this browser. */
  snapshot: SessionSnapshot | null;
  /** The files need one tap before this browser may read them again. */
  canReopen: boolean;
  /** Someone is here to whom this page could send directly, had it the files. */
  lacksFiles: boolean;
  /** Visitors to whom this page sends directly. */
  hosted: ReadonlyMap<DownloadId, SessionSnapshot>;
}

/** Null until the server has been asked. */
const [entries, setEntries] = createSignal<ReadonlyMap<ShareId, ShareEntry> | null>(null);

export const shareEntry = (id: ShareId): ShareEntry | undefined => entries()?.get(id);

/** All links, the newest first; null while they are not known. */
export function shareEntries(): ShareEntry[] | null {
  const known = entries();
  return known && [...known.values()].sort((a, b) => b.share.createdAt.localeCompare(a.share.createdAt));
}

/** Takes in what the server says; one that has ended stays ended, whatever arrives late. */
export function takeInShare(share: Share, change: Partial<ShareEntry> = {}): void {
  const before = entries()?.get(share.id);
  const kept = before?.share.ended && !share.ended ? before.share : share;
  put({ ...(before ?? blank(share)), ...change, share: kept });
}

export function changeShare(id: ShareId, change: Partial<ShareEntry>): void {
  const entry = shareEntry(id);
  if (entry) put({ ...entry, ...change });
}

/** Forgets what the server no longer lists; only what was known before it was asked: a link made since is not in its list. */
export function forgetUnlisted(before: ShareId[], listed: ReadonlySet<ShareId>): void {
  const unlisted = new Set(before.filter((id) => !listed.has(id)));
  setEntries((all) => new Map([...(all ?? [])].filter(([id]) => !unlisted.has(id))));
}

export function forgetShares(): void {
  setEntries(null);
}

function put(entry: ShareEntry): void {
  setEntries((all) => new Map(all ?? []).set(entry.share.id, entry));
}

function blank(share: Share): ShareEntry {
  return { share, manifest: null, link: null, snapshot: null, canReopen: false, lacksFiles: false, hosted: new Map() };
}
