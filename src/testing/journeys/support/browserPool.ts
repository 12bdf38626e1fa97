import type { Page } from 'playwright-core';
import { openProfile, type Profile } from '../../harness/engine/profiles.ts';
import { openPlainBrowser } from './plainBrowser.ts';

export type Look = NonNullable<Parameters<typeof openProfile>[0]> & {
  /** Where browsers are kept, people prefer little motion unless said otherwise: drawing it takes from what is tested. */
  reducedMotion?: 'reduce' | 'no-preference';
  /** Its pages can be covered by others, and are then hidden and slow. It saves nothing. */
  canHide?: boolean;
};

interface Lent {
  profile: Profile;
  page: Page;
  /** Leaves the browser to the next one, or closes it. */
  giveBack(): Promise<void>;
}

/** Browsers that nobody uses, by how they were started: to start one costs more than most tests do in it. */
const idle = new Map<string, Profile[]>();
let isKeeping = false;

/** From here on browsers are not closed but emptied for the next visitor, until `closeBrowsers`. */
export function keepBrowsers(): void {
  isKeeping = true;
}

export async function closeBrowsers(): Promise<void> {
  isKeeping = false;
  const all = [...idle.values()].flat();
  idle.clear();
  await Promise.all(all.map((profile) => profile.close()));
}

/** A browser process with a profile on disk, in which nobody has been before as far as a page can tell. */
export async function lendBrowser({ viewport, colorScheme, reducedMotion, canHide, ...start }: Look): Promise<Lent> {
  const key = JSON.stringify({ canHide, ...start });
  const kept = idle.get(key)?.pop();
  const open = () => (canHide ? openPlainBrowser() : openProfile({ viewport, colorScheme, ...start }));
  const profile = kept ?? (await open());
  if (!kept) await profile.context.addInitScript(prepare);
  const page = profile.context.pages()[0] ?? (await profile.context.newPage());
  if ((kept || canHide) && viewport) await page.setViewportSize(viewport);
  if (isKeeping) await page.emulateMedia({ colorScheme, reducedMotion: reducedMotion ?? 'reduce' });
  const origins = new Set<string>();
  profile.context.on('request', (request) => {
    if (request.isNavigationRequest()) origins.add(new URL(request.url()).origin);
  });

  return {
    profile,
    page,
    async giveBack() {
      if (!isKeeping) return profile.close();
      profile.context.removeAllListeners('request');
      await empty(profile, [...origins]);
      idle.set(key, [...(idle.get(key) ?? []), profile]);
    },
  };
}

/** Runs in each page before its own scripts. */
function prepare(): void {
  // The browser's own pickers cannot be driven; without them the app takes the ways of other browsers.
  for (const picker of ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'])
    Reflect.deleteProperty(window, picker);
  // Whoever stands in a page that is taken away and put back loses the focus, and the place to which they had read.
  new MutationObserver((changes) => {
    const removed = changes.flatMap(({ removedNodes }) => [...removedNodes]);
    const isBack = removed.some((node) => node.isConnected && (node as Element).classList?.contains('shell'));
    if (isBack) reportError(new Error(`the page was taken away for a moment at ${location.pathname}`));
  }).observe(document, { childList: true, subtree: true });
}

/** All that tells of a person. What the product keeps to open faster, its service worker's cache, may stay as on a second visit. */
const traces = 'file_systems,indexeddb,local_storage,websql,interest_groups,shared_storage,storage_buckets';

async function empty({ context }: Profile, origins: string[]): Promise<void> {
  // What stood in the way of one must not stand in the way of the next.
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  const pages = context.pages();
  // A browser without any page would end.
  const fresh = await context.newPage();
  for (const page of pages) await page.close();
  await context.clearCookies();
  const session = await context.newCDPSession(fresh);
  for (const origin of origins) await session.send('Storage.clearDataForOrigin', { origin, storageTypes: traces });
  await session.detach();
}
