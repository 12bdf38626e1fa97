import { type LinkState, type LinkView, nextLinkStep } from '../../../shared/transfers/linkPolicy.ts';
import type { LinkEnvironment } from './linkEnvironment.ts';

export interface WatchdogParts {
  environment: LinkEnvironment;
  role: LinkView['role'];
  look(): { state: LinkState; isStable: boolean; isPeerPresent: boolean };
  act(step: 'resend' | 'restart' | 'rebuild'): void;
}

/** Watches one peer connection; `nextLinkStep` decides, this one keeps the times. */
export interface Watchdog {
  /** Something may have changed. */
  check(): void;
  /** The time starts anew: it became stable for the first time, or the peer came back. */
  startOver(): void;
  /** An offer went out: its resending is counted from here. */
  offered(): void;
  close(): void;
}

export function makeWatchdog({ environment, role, look, act }: WatchdogParts): Watchdog {
  let troubleSince: number | null = null;
  let sentAt = environment.now();
  let restarts = 0;
  let resends = 0;
  let cancelTimer = () => {};
  let isClosed = false;

  function check() {
    cancelTimer();
    if (isClosed) return;
    const seen = look();
    const now = environment.now();
    if (seen.state === 'connected' && seen.isStable) {
      troubleSince = null;
      restarts = 0;
    } else {
      troubleSince ??= now;
    }
    const troubleMs = now - (troubleSince ?? now);
    const next = nextLinkStep({ role, ...seen, troubleMs, restarts, sinceSentMs: now - sentAt, resends });
    if (next.step === 'rest') return;
    if (next.step === 'wait') {
      cancelTimer = environment.setTimer(check, next.ms);
      return;
    }
    if (next.step === 'resend') {
      resends += 1;
      sentAt = now;
    }
    if (next.step === 'restart') restarts += 1;
    act(next.step);
    // The step is done by the queue, so the next look waits a moment instead of repeating it.
    if (!isClosed) cancelTimer = environment.setTimer(check, 500);
  }

  return {
    check,
    startOver() {
      troubleSince = null;
      restarts = 0;
      check();
    },
    offered() {
      sentAt = environment.now();
      resends = 0;
      check();
    },
    close() {
      isClosed = true;
      cancelTimer();
    },
  };
}
