import { expect, it, vi } from 'vitest';
import { makeWakeLock } from './wakeLock.ts';

function fakeScreen() {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  const locks: { sentinel: EventTarget; release: ReturnType<typeof vi.fn> }[] = [];
  const request = vi.fn(async () => {
    const release = vi.fn(async () => {});
    const sentinel = Object.assign(new EventTarget(), { release });
    locks.push({ sentinel, release });
    return sentinel as unknown as WakeLockSentinel;
  });
  const show = (visibilityState: DocumentVisibilityState) => {
    page.visibilityState = visibilityState;
    if (visibilityState === 'hidden') for (const { sentinel } of locks) sentinel.dispatchEvent(new Event('release'));
    page.dispatchEvent(new Event('visibilitychange'));
  };
  return { lock: makeWakeLock({ wakeLock: { request }, document: page }), locks, request, show };
}

/** Until every promise that can settle now has settled. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('holds one lock and lets it go', async () => {
  const { lock, locks, request } = fakeScreen();
  lock.hold();
  lock.hold();
  await settled();
  lock.letGo();
  expect(locks[0]?.release).toHaveBeenCalledOnce();
  expect(request).toHaveBeenCalledOnce();
});

it('asks again when the page is shown again', async () => {
  const { lock, locks, show } = fakeScreen();
  lock.hold();
  await settled();
  show('hidden');
  show('visible');
  await settled();
  expect(locks).toHaveLength(2);
});

it('asks again when the page was hidden and shown during a question that was refused', async () => {
  const { lock, locks, request, show } = fakeScreen();
  request.mockRejectedValueOnce(new DOMException('hidden', 'NotAllowedError'));
  lock.hold();
  show('hidden');
  show('visible');
  await settled();
  expect(locks).toHaveLength(1);
});

it('gives back a lock that was granted too late', async () => {
  const { lock, locks } = fakeScreen();
  lock.hold();
  lock.letGo();
  await settled();
  expect(locks[0]?.release).toHaveBeenCalledOnce();
});

it('asks no more after letting go', async () => {
  const { lock, request, show } = fakeScreen();
  lock.hold();
  await settled();
  lock.letGo();
  show('hidden');
  show('visible');
  await settled();
  expect(request).toHaveBeenCalledOnce();
});

it('does without where the browser has none or refuses', () => {
  const { show: _, ...screen } = fakeScreen();
  screen.request.mockRejectedValue(new DOMException('low battery', 'NotAllowedError'));
  screen.lock.hold();
  screen.lock.letGo();
});
