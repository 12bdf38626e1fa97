import { describe, expect, it } from 'vitest';
import { type LinkView, linkTimes, networkRestartDelayMs, nextLinkStep } from './linkPolicy.ts';

const trouble: LinkView = {
  role: 'offering',
  state: 'new',
  isStable: true,
  isPeerPresent: true,
  troubleMs: 0,
  restarts: 0,
  sinceSentMs: 0,
  resends: 0,
};

describe('the offering side', () => {
  it.each<[string, Partial<LinkView>, ReturnType<typeof nextLinkStep>]>([
    ['rests while connected', { state: 'connected' }, { step: 'rest' }],
    ['rests when closed', { state: 'closed', troubleMs: 60_000 }, { step: 'rest' }],
    [
      'rests while nobody would hear it',
      { state: 'failed', isPeerPresent: false, troubleMs: 60_000 },
      { step: 'rest' },
    ],
    ['gives a new pair time', {}, { step: 'wait', ms: 3500 }],
    ['restarts what stays new', { troubleMs: 3500 }, { step: 'restart' }],
    ['restarts what stays connecting', { state: 'connecting', troubleMs: 3500 }, { step: 'restart' }],
    ['waits for the second restart', { troubleMs: 4000, restarts: 1 }, { step: 'wait', ms: 4000 }],
    ['restarts a second time', { troubleMs: 8000, restarts: 1 }, { step: 'restart' }],
    ['restarts no third time', { troubleMs: 9000, restarts: 2 }, { step: 'wait', ms: 6000 }],
    ['rebuilds in the end', { troubleMs: 15_000, restarts: 2 }, { step: 'rebuild' }],
    ['lets Wi-Fi come back', { state: 'disconnected', troubleMs: 1000 }, { step: 'wait', ms: 2000 }],
    ['restarts after a longer disconnect', { state: 'disconnected', troubleMs: 3000 }, { step: 'restart' }],
    ['restarts at once after a failure', { state: 'failed' }, { step: 'restart' }],
    ['waits for an answer', { isStable: false, sinceSentMs: 500 }, { step: 'wait', ms: 1500 }],
    ['sends an unanswered offer again', { isStable: false, sinceSentMs: 2000 }, { step: 'resend' }],
    ['and again after twice as long', { isStable: false, sinceSentMs: 2000, resends: 1 }, { step: 'wait', ms: 2000 }],
    ['but not beyond the rebuild', { isStable: false, troubleMs: 14_000, resends: 2 }, { step: 'wait', ms: 1000 }],
    ['rebuilds what was never answered', { isStable: false, troubleMs: 15_000 }, { step: 'rebuild' }],
    [
      'never rebuilds what still carries bytes',
      { state: 'connected', isStable: false, troubleMs: 60_000, sinceSentMs: 1000, resends: 4 },
      { step: 'wait', ms: 31_000 },
    ],
  ])('%s', (_, view, step) => {
    expect(nextLinkStep({ ...trouble, ...view })).toEqual(step);
  });
});

describe('the answering side', () => {
  it.each<[string, Partial<LinkView>, ReturnType<typeof nextLinkStep>]>([
    ['rests while connected', { state: 'connected' }, { step: 'rest' }],
    ['leaves the restarts to the other side', { troubleMs: 4000 }, { step: 'wait', ms: 12_000 }],
    ['asks for one when it failed', { state: 'failed' }, { step: 'restart' }],
    ['asks once', { state: 'failed', restarts: 1 }, { step: 'wait', ms: linkTimes.answeringRebuildMs }],
    ['drops what stays broken', { troubleMs: 16_000 }, { step: 'rebuild' }],
  ])('%s', (_, view, step) => {
    expect(nextLinkStep({ ...trouble, role: 'answering', ...view })).toEqual(step);
  });
});

describe('a change of network', () => {
  it.each([
    ['restarts at once the first time', null, 0],
    ['restarts at once after a quiet time', 5000, 0],
    ['waits until five seconds have passed', 1000, 4000],
    ['waits at least until the burst is over', 4500, 2000],
  ])('%s', (_, sinceMs, delayMs) => {
    expect(networkRestartDelayMs(sinceMs)).toBe(delayMs);
  });
});
