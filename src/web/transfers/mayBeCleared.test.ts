import { afterEach, expect, test, vi } from 'vitest';
import { mayBeCleared } from './mayBeCleared.ts';

afterEach(() => void vi.unstubAllGlobals());

test.each([
  ['has promised to keep it', { persisted: async () => true }, false],
  ['has not promised it', { persisted: async () => false }, true],
  ['refuses to tell', { persisted: () => Promise.reject(new Error('not now')) }, true],
  ['knows of no such promise', {}, true],
])('what a browser holds that %s may be cleared: so it is said', async (_, storage, isSo) => {
  vi.stubGlobal('navigator', { storage });
  expect(await mayBeCleared()).toBe(isSo);
});
