import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerOk, stubBrowser } from '../../testing/browserStubs.ts';
import { noteFreshSession } from '../core/api.ts';
import { notePictureMissing, pictureTries } from '../ui/pictures.ts';
import { lookAfterPictures } from './pictures.ts';

let refreshes: number;
let stop: () => void;
let tellTabs: (event: { key: string }) => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  refreshes = 0;
  stubBrowser({
    fetch: (...request) => {
      refreshes += 1;
      return answerOk(...request);
    },
  });
  vi.stubGlobal('addEventListener', (_name: string, handler: typeof tellTabs) => {
    tellTabs = handler;
  });
  vi.stubGlobal('removeEventListener', () => {});
  noteFreshSession();
  stop = lookAfterPictures();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('pictures that do not come after a quiet while renew the session once, and are tried again', async () => {
  const before = pictureTries();
  vi.setSystemTime(Date.now() + 15 * 60_000);
  for (let n = 0; n < 3; n += 1) notePictureMissing();
  await vi.waitFor(() => expect(pictureTries()).toBe(before + 1));
  notePictureMissing();
  await navigator.locks.request('spotlight:refresh', async () => {});
  expect([refreshes, pictureTries()]).toEqual([1, before + 1]);
});

test('a picture that is missing from a fresh session is left alone', async () => {
  const before = pictureTries();
  notePictureMissing();
  await navigator.locks.request('spotlight:refresh', async () => {});
  expect([refreshes, pictureTries()]).toEqual([0, before]);
});

test('what another tab has renewed counts, too', () => {
  const before = pictureTries();
  tellTabs({ key: 'spotlight:refreshed-at' });
  tellTabs({ key: 'spotlight:theme' });
  expect(pictureTries()).toBe(before + 1);
});
