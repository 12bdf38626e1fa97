import { registerSW } from 'virtual:pwa-register';

const PAGE_LOCK = 'spotlight:page';
const LOOK_AGAIN_MS = 600_000;
/** A page that is gone, or was loaded anew, lets go of its lock a moment later. */
const LETS_GO_MS = 1000;
const ANEW = 'spotlight:load anew';
/** A worker that was told to go on has done so by then. */
const TAKEN_MS = 3000;

/**
 * Keeps the app where it opens without a network. A newer version that was installed waits: taking it loads every page anew,
 * which somebody who sends files decides. A page that is just opened, and the only one, takes it at once: so that to load a
 * page again is to have the latest.
 */
export async function keepOfflineShell(onWaiting: (take: () => void) => void): Promise<void> {
  // Held for as long as the page lives.
  void navigator.locks.request(PAGE_LOCK, { mode: 'shared' }, () => new Promise(() => {}));
  const anew = new BroadcastChannel(ANEW);
  anew.onmessage = () => location.reload();
  let isJustOpened = Boolean((await navigator.serviceWorker.getRegistration())?.waiting);
  const update = registerSW({
    immediate: true,
    async onNeedRefresh() {
      const isToTake = isJustOpened && (await isOnlyPage());
      isJustOpened = false;
      const take = () => {
        void reloadWhenTaken().then(() => update());
        setTimeout(() => void takeByForce(anew), TAKEN_MS);
      };
      if (isToTake) take();
      else onWaiting(take);
    },
    onRegisteredSW: (_url, registration) => registration && lookWhenSeen(registration),
  });
}

/** Other pages are loaded anew when their worker is another; one that brought its worker along has none, and hears nothing. */
async function reloadWhenTaken(): Promise<void> {
  if (navigator.serviceWorker.controller) return;
  const waiting = (await navigator.serviceWorker.getRegistration())?.waiting;
  // Where no other page held it up, it is there by now.
  if (!waiting) return location.reload();
  waiting.addEventListener('statechange', () => waiting.state === 'activated' && location.reload());
}

/**
 * On a busy machine Chromium (156) now and then leaves a worker waiting for good that was told to go on, though the one
 * before has nothing to do. Without either, every page comes from the network, and brings the latest along.
 */
async function takeByForce(anew: BroadcastChannel): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.waiting) return;
  // It fails where nothing could be loaded.
  const isReachable = await registration.update().then(
    () => true,
    () => false,
  );
  if (!isReachable) return;
  await registration.unregister();
  anew.postMessage(null);
  location.reload();
}

async function isOnlyPage(): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += 100) {
    const { held } = await navigator.locks.query();
    if (held?.filter(({ name }) => name === PAGE_LOCK).length === 1) return true;
    if (waitedMs >= LETS_GO_MS) return false;
    await new Promise((go) => setTimeout(go, 100));
  }
}

/** The browser itself looks when a page is loaded; one that stays open for a whole event looks when somebody comes back to it. */
function lookWhenSeen(registration: ServiceWorkerRegistration): void {
  let lookedAt = 0;
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - lookedAt < LOOK_AGAIN_MS) return;
    lookedAt = Date.now();
    registration.update().catch(() => {});
  });
}
