import { afterEach, expect, test, vi } from 'vitest';
import type { ShareId } from '../../../shared/core/ids.ts';
import type { ShareEntry } from './shareStore.ts';
import { makeUploads } from './uploading.ts';

vi.mock('../engine/sendSession.ts', () => ({
  makeSendSession: () => ({ provideFiles() {}, trustFiles() {}, close: async () => {} }),
}));
vi.mock('../../core/api.ts', () => ({}));
vi.mock('../dataSaver.ts', () => ({ thriftFor: () => ({}) }));
vi.mock('../engine/ledger.ts', () => ({}));
vi.mock('../relayDesk.ts', () => ({ makeRelayDesk: () => ({ close() {} }) }));

afterEach(() => void vi.unstubAllGlobals());

const id = 'share' as ShareId;
const entry = {
  share: { id, expiresAt: '' },
  manifest: { version: 1, files: [{ lastModifiedMs: 1 }, { lastModifiedMs: 2 }] },
} as unknown as ShareEntry;
const dated = (lastModified: number) => new File([], 'a', { lastModified });

test('[T19] that a file is the one holds for the date it had then, not for what is chosen later', () => {
  vi.stubGlobal('BroadcastChannel', class {});
  const nothing = () => {};
  const uploads = makeUploads({ onMoving: nothing, onFiles: nothing, onTrusted: nothing });
  const keys = { shareKey: new Uint8Array(32), linkKey: new Uint8Array(32) };
  uploads.run(entry, keys, [dated(1), dated(20)]);
  expect(uploads.trustedDates(id)).toEqual([]);
  uploads.trust(id);
  expect(uploads.trustedDates(id)).toEqual([1, 20]);
  uploads.provide(id, [[1, dated(21)]]);
  expect(uploads.trustedDates(id)).toEqual([1, 20]);
});
