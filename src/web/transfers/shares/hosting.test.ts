import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import type { FileRefusal } from '../engine/engineReport.ts';
import type { SendSessionParts } from '../engine/sendSession.ts';
import type { SessionSnapshot } from '../engine/sessionState.ts';
import { makeHosting } from './hosting.ts';
import { forgetShares, shareEntry, takeInShare } from './shareStore.ts';

const sessions = vi.hoisted(() => [] as { parts: SendSessionParts; isClosed: boolean }[]);
vi.mock('../engine/sendSession.ts', () => ({
  makeSendSession(parts: SendSessionParts) {
    const session = { parts, isClosed: false };
    sessions.push(session);
    return {
      close: async () => {
        session.isClosed = true;
      },
    };
  },
}));
vi.mock('../../accounts/session.ts', () => ({}));
vi.mock('../../core/api.ts', () => ({}));
vi.mock('../dataSaver.ts', () => ({ thriftFor: () => ({}) }));
vi.mock('../engine/ledger.ts', () => ({ deleteTransfer: async () => {} }));
vi.mock('../transferSignalling.ts', () => ({ makeTransferSignalling: () => ({ close() {} }) }));
vi.mock('./hostDesk.ts', () => ({ makeHostDesk: () => ({ close() {} }) }));

const shareId = 'share' as ShareId;
const guest = 'guest' as DownloadId;
let trustedDates: number[];
let lost: number[];
let hosting: ReturnType<typeof makeHosting>;

/** A link of which someone is here, and whose page has the files. */
beforeEach(async () => {
  [trustedDates, lost] = [[], []];
  sessions.length = 0;
  takeInShare({ id: shareId, ended: null, expiresAt: '' } as never);
  hosting = makeHosting({
    openShare: async () => ({ entry: shareEntry(shareId)!, shareKey: new Uint8Array(32), files: [], trustedDates }),
    onMoving() {},
    onFilesLost: (_id, indices) => void lost.push(...indices),
  });
  hosting.came(shareId, guest);
  await untilSessions(1);
});
afterEach(forgetShares);

const untilSessions = (count: number) => vi.waitFor(() => expect(sessions).toHaveLength(count));
const hears = (...refusals: (FileRefusal | null)[]) => {
  const neededFiles = refusals.map((refused, index) => ({ index, refused }));
  sessions.at(-1)!.parts.onState({ state: 'needs_file', neededFiles } as unknown as SessionSnapshot);
};

test('[S10] a file whose owner is still asked about its date is neither sent nor lost', async () => {
  expect(sessions[0]!.parts.trustedDates).toEqual([]);
  hears('other_date');
  await vi.waitFor(() => expect(sessions[0]!.isClosed).toBe(true));
  expect([lost, shareEntry(shareId)!.hosted.size]).toEqual([[], 0]);
  trustedDates = [20];
  hosting.came(shareId, guest);
  await untilSessions(2);
  expect(sessions[1]!.parts.trustedDates).toEqual([20]);
});

test('who is just being sent to begins anew when the owner says that the files are the ones', async () => {
  trustedDates = [20];
  await hosting.restartOf('another' as ShareId);
  expect(sessions[0]!.isClosed).toBe(false);
  await hosting.restartOf(shareId);
  await untilSessions(2);
  expect([sessions[0]!.isClosed, sessions[1]!.parts.trustedDates]).toEqual([true, [20]]);
});

test('files that changed or are gone are lost, one with another date beside them is not', () => {
  hears('file_changed', 'other_date', 'file_vanished', null);
  expect(lost).toEqual([0, 2]);
});
