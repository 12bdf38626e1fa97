/** When a peer connection is nudged, restarted, rebuilt or given up. Pure: what is seen goes in, the next step comes out. */

/** RTCPeerConnectionState, spelled out because this wing knows no DOM. */
export type LinkState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

export const linkTimes = {
  /** `new` and `connecting` alike: a pair that never starts to gather stays `new` for ever and throws nothing. */
  firstRestartMs: 3500,
  /** Wi-Fi often comes back by itself within this. */
  disconnectedMs: 3000,
  secondRestartMs: 8000,
  rebuildMs: 15_000,
  /** The answering side lets the offering side act first, so that their resets do not cross. */
  answeringRebuildMs: 16_000,
  /** An offer without an answer is sent again after this, then after twice as long, and so on. */
  resendMs: 2000,
  networkDebounceMs: 2000,
  networkRestartEveryMs: 5000,
  /** After giving up: a slow, single try, for a network that came back without telling anyone. */
  retryMs: 30_000,
};
export const maxRebuilds = 3;
/** After as many connections in vain a person is told; trying goes on. */
export const unreachableAfter = 2;

/** One peer connection as the watchdog sees it. */
export interface LinkView {
  role: 'offering' | 'answering';
  state: LinkState;
  /** The last offer was answered: only then can ICE be restarted. */
  isStable: boolean;
  isPeerPresent: boolean;
  /** Since it should have been connected: since the first stable, the disconnect, or the peer's return. */
  troubleMs: number;
  /** Restarts since that moment. */
  restarts: number;
  /** Since the offer was last sent, and how often it was sent again. */
  sinceSentMs: number;
  resends: number;
}

export type LinkStep = { step: 'rest' } | { step: 'wait'; ms: number } | { step: 'resend' | 'restart' | 'rebuild' };

/** What to do with this connection now, or how long to leave it alone. */
export function nextLinkStep(view: LinkView): LinkStep {
  const isUp = view.state === 'connected';
  if (view.state === 'closed' || (isUp && view.isStable)) return { step: 'rest' };
  // Nobody would hear us: the peer's return wakes the watchdog again.
  if (!view.isPeerPresent) return { step: 'rest' };
  return view.role === 'offering' ? offeringStep(view, isUp) : answeringStep(view, isUp);
}

function offeringStep(view: LinkView, isUp: boolean): LinkStep {
  // A connection that still carries bytes is never torn down because a restart went unanswered.
  if (!isUp && view.troubleMs >= linkTimes.rebuildMs) return { step: 'rebuild' };
  const toRebuildMs = isUp ? Number.POSITIVE_INFINITY : linkTimes.rebuildMs - view.troubleMs;
  if (!view.isStable) {
    const toResendMs = linkTimes.resendMs * 2 ** view.resends - view.sinceSentMs;
    return toResendMs <= 0 ? { step: 'resend' } : { step: 'wait', ms: Math.min(toResendMs, toRebuildMs) };
  }
  const toRestartMs = restartAtMs(view) - view.troubleMs;
  return toRestartMs <= 0 ? { step: 'restart' } : { step: 'wait', ms: Math.min(toRestartMs, toRebuildMs) };
}

function restartAtMs({ state, restarts }: LinkView): number {
  if (restarts > 1) return Number.POSITIVE_INFINITY;
  if (restarts === 1) return linkTimes.secondRestartMs;
  if (state === 'failed') return 0;
  return state === 'disconnected' ? linkTimes.disconnectedMs : linkTimes.firstRestartMs;
}

/** It only asks for a restart (glare and its implicit rollback can leave a pair dead) and drops what stays broken. */
function answeringStep(view: LinkView, isUp: boolean): LinkStep {
  if (isUp) return { step: 'rest' };
  if (view.troubleMs >= linkTimes.answeringRebuildMs) return { step: 'rebuild' };
  if (view.state === 'failed' && view.restarts === 0) return { step: 'restart' };
  return { step: 'wait', ms: linkTimes.answeringRebuildMs - view.troubleMs };
}

/** How long after a network change to restart ICE: at once, unless changes come in a burst. */
export function networkRestartDelayMs(sinceLastRestartMs: number | null): number {
  if (sinceLastRestartMs === null || sinceLastRestartMs >= linkTimes.networkRestartEveryMs) return 0;
  return Math.max(linkTimes.networkDebounceMs, linkTimes.networkRestartEveryMs - sinceLastRestartMs);
}
