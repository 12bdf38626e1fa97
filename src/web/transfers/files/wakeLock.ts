/** Keeps the screen on while bytes move: a phone that locks freezes the page and the transfer with it. */
export interface ScreenWakeLock {
  hold(): void;
  letGo(): void;
}

export interface WakeLockParts {
  /** Missing in older browsers, and on plain HTTP. */
  wakeLock: Pick<WakeLock, 'request'> | undefined;
  document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
}

export function makeWakeLock({ wakeLock, document }: WakeLockParts = browserParts()): ScreenWakeLock {
  let isWanted = false;
  let isAsking = false;
  let isAskedAgain = false;
  let lock: WakeLockSentinel | null = null;

  async function ask() {
    if (!isWanted || lock || document.visibilityState !== 'visible') return;
    if (isAsking) {
      // Hidden and shown again meanwhile: the question under way may have been refused for that.
      isAskedAgain = true;
      return;
    }
    isAsking = true;
    isAskedAgain = false;
    // Refused on low battery; the transfer goes on without.
    const granted = (await wakeLock?.request('screen').catch(() => null)) ?? null;
    isAsking = false;
    if (!granted) {
      if (isAskedAgain) void ask();
      return;
    }
    if (!isWanted) return void granted.release();
    lock = granted;
    granted.addEventListener('release', () => {
      if (lock === granted) lock = null;
    });
  }

  // The browser takes the lock back whenever the page is hidden.
  const onVisibility = () => void ask();

  return {
    hold() {
      if (isWanted) return;
      isWanted = true;
      document.addEventListener('visibilitychange', onVisibility);
      void ask();
    },
    letGo() {
      if (!isWanted) return;
      isWanted = false;
      document.removeEventListener('visibilitychange', onVisibility);
      void lock?.release();
      lock = null;
    },
  };
}

const browserParts = (): WakeLockParts => ({ wakeLock: navigator.wakeLock, document });
