import { createSignal } from 'solid-js';

/** Chromium's own event; no standard, hence not in the DOM types. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

const storageKey = 'spotlight.install-declined';

const [prompt, setPrompt] = createSignal<InstallPromptEvent | null>(null);
const [isDeclined, setDeclined] = createSignal(wasDeclined());

addEventListener('beforeinstallprompt', (event) => {
  // Kept for the moment when the person asks for it; the browser's own bar would come at any time.
  event.preventDefault();
  setPrompt(event as InstallPromptEvent);
});
addEventListener('appinstalled', () => setPrompt(null));

const isInstalled = (): boolean => matchMedia('(display-mode: standalone)').matches;
// Safari on iPhone and iPad has no event: there the person goes through the share menu.
const isByShareMenu = (): boolean => 'standalone' in navigator && /iP(hone|ad|od)|Macintosh/.test(navigator.userAgent);

/** How this browser can keep the app on the home screen, if it can and the person has not said no. */
export function installWay(): 'prompt' | 'share-menu' | null {
  if (isDeclined() || isInstalled()) return null;
  if (prompt()) return 'prompt';
  return isByShareMenu() ? 'share-menu' : null;
}

/** Shows the browser's own question. It may be asked once per event. */
export async function install(): Promise<void> {
  const event = prompt();
  setPrompt(null);
  await event?.prompt();
}

/** Not now: it is not offered again in this browser. */
export function declineInstall(): void {
  setDeclined(true);
  try {
    localStorage.setItem(storageKey, '1');
  } catch {
    // Storage may be closed to us: it is then offered again after a reload.
  }
}

function wasDeclined(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null;
  } catch {
    return false;
  }
}
