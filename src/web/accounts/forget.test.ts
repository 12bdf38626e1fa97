import { afterEach, expect, it, vi } from 'vitest';
import { answerOk, stubBrowser } from '../../testing/browserStubs.ts';
import { isLogoutOwed, oweLogout } from './owedLogout.ts';

afterEach(() => void vi.unstubAllGlobals());

it('that a logout is owed outlives the person’s things from their first moment on', async () => {
  const { storage } = stubBrowser({ fetch: answerOk });
  let letGo = () => {};
  const noDatabases = new Promise<[]>((resolve) => {
    letGo = () => resolve([]);
  });
  const noFiles = { keys: async function* () {} };
  vi.stubGlobal('sessionStorage', { clear: () => {} });
  vi.stubGlobal('indexedDB', { databases: () => noDatabases });
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => noFiles } });
  vi.stubGlobal('document', { documentElement: { dataset: {} }, querySelectorAll: () => [] });
  const { forgetEverything } = await import('./forget.ts');
  storage.setItem('spotlight:account', 'Ada');
  oweLogout();

  const done = forgetEverything();
  expect([isLogoutOwed(), storage.getItem('spotlight:account')]).toEqual([true, null]);
  letGo();
  await done;
  expect(isLogoutOwed()).toBe(true);
});
