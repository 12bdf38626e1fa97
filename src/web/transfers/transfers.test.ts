import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TransferId } from '../../shared/core/ids.ts';
import type { Manifest } from '../../shared/transfers/manifest.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { RefusedError } from '../core/appError.ts';
import { refresh } from './catchUp.ts';
import type { HeldTransfer } from './engine/ledger.ts';
import type { SessionSnapshot } from './engine/sessionState.ts';
import { changeEntry, entryOf, forgetAllEntries } from './exchangeStore.ts';
import type { ReopenedFiles } from './files/fileHandles.ts';
import { heard, letGoOfAll, removeHere } from './following.ts';
import { arrivedOf, hasArrived } from './transferEntry.ts';
import type { TransferRecord } from './transferRecords.ts';
import { cancel, chooseAgain, markSaved, reopen, tryAgain } from './transfers.ts';
import { wordsOf } from './transferWords.ts';

/** A browser with its records and its ledger, and a server that can be out of reach. */
const world = vi.hoisted(() => ({
  isAway: false,
  /** Another tab still writes to what came. */
  isInUse: false,
  cancelled: [] as string[],
  records: new Map<string, unknown>(),
  held: [] as unknown[],
  /** Which of the two files are whole. */
  whole: [] as number[],
  reopened: null as unknown,
  run: vi.fn(),
  restart: vi.fn(),
  provideFiles: vi.fn(),
  rememberAgain: vi.fn(),
}));

vi.mock('../core/api.ts', () => ({
  api: {
    transfers: {
      listUnfinished: { query: async () => [] },
      get: { query: async () => ({ ...transfer, state: 'cancelled' }) },
      complete: {
        async mutate() {
          if (world.isAway) throw new RefusedError({ code: 'client.unreachable', kind: 'unreachable' });
          return { ...transfer, state: 'completed' };
        },
      },
      cancel: {
        async mutate({ transferId }: { transferId: string }) {
          if (world.isAway) throw new RefusedError({ code: 'client.unreachable', kind: 'unreachable' });
          world.cancelled.push(transferId);
          return { ...transfer, state: 'cancelled' };
        },
      },
    },
  },
}));
vi.mock('../core/socket.ts', () => ({}));
vi.mock('../accounts/session.ts', () => ({}));
vi.mock('./lastHeard.ts', () => ({ noteHeard: () => {} }));
vi.mock('./transferKeys.ts', () => ({
  isOurs: () => true,
  keyOf: () => null,
  openOffer: async () => null,
  forgetKey() {},
}));
vi.mock('./liveSessions.ts', () => {
  const nothing = () => {};
  const { run, restart, provideFiles } = world;
  return {
    makeLiveSessions: () => ({
      ...{ run, restart, provideFiles },
      ...{ cancel: nothing, close: nothing, settle: nothing, closeAll: nothing },
    }),
  };
});
vi.mock('./files/fileHandles.ts', () => ({
  reopenFiles: async () => world.reopened,
  rememberAgain: world.rememberAgain,
  forgetFiles: async () => {},
  forgetFilesExcept: async () => {},
}));
vi.mock('./shares/shareDb.ts', () => ({ readOwnShares: async () => [] }));
vi.mock('./engine/ledger.ts', () => ({
  listTransfers: async () => world.held,
  deleteTransfer: async () => void world.held.pop(),
  async leaveWhole() {
    if (world.isInUse) return null;
    const whole = world.held.length > 0 ? world.whole : [];
    if (whole.length === 0) world.held.pop();
    return whole;
  },
}));
vi.mock('./engine/wholeFiles.ts', () => ({
  wholeFilesOf: async () => world.whole,
}));
vi.mock('./transferRecords.ts', () => ({
  readRecords: async () => [...world.records.values()],
  async changeRecord(id: string, change: (record: unknown) => unknown) {
    world.records.set(id, change(world.records.get(id)));
  },
}));

const id = 't' as TransferId;
const transfer = {
  ...{ id, matchId: 'm', isSender: false, state: 'accepted', fileCount: 2, totalBytes: 6, receivedBytes: 0 },
  ...{ chosenFiles: [], endReason: null, createdAt: '2026-11-20T12:00:00.000Z' },
} as unknown as Transfer;
const file = (name: string) => ({ name, sizeBytes: 3, type: '', lastModifiedMs: 0 });
const manifest: Manifest = { version: 1, files: [file('a'), file('b')] };
const held = {
  ...{ transferId: id, role: 'receiver', manifest, bytesDone: 6, isFinished: true },
  ...{ isPart: false, verifiedFiles: [0, 1] },
} as unknown as HeldTransfer;
/** One of the two has come whole. */
const part = { ...held, bytesDone: 4, isFinished: false, verifiedFiles: [0] };

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(world, { isAway: false, isInUse: false, cancelled: [], held: [], whole: [], reopened: null });
  world.run.mockClear();
  world.restart.mockClear();
  const record = { transferId: id, manifest, savedAt: {} } as unknown as TransferRecord;
  world.records = new Map([[id, record]]);
});
afterEach(() => {
  reload();
  vi.useRealTimers();
});

function reload() {
  letGoOfAll();
  forgetAllEntries();
}

test('what was called off while the server could not be reached is told to it after a reload, and does not go on', async () => {
  await heard(transfer);
  world.isAway = true;
  await cancel(id);
  reload();
  world.run.mockClear();
  world.isAway = false;
  await heard(transfer);
  expect(world.cancelled).toEqual([id]);
  expect(world.run).not.toHaveBeenCalled();
  expect(entryOf(id)?.transfer.state).toBe('cancelled');
});

test('what was only handed to the browser is kept here, however long ago', async () => {
  world.held = [held];
  await heard({ ...transfer, state: 'completed' });
  await markSaved(id, [0, 1], false);
  await vi.advanceTimersByTimeAsync(24 * 3600_000);
  reload();
  await heard({ ...transfer, state: 'completed' });
  expect(world.held).toEqual([held]);
  expect(entryOf(id)).toMatchObject({ isHeld: true, savedAt: {}, handedAt: { 0: expect.any(String) } });
});

test('once the last file is saved for certain, the copy here goes', async () => {
  world.held = [held];
  await heard({ ...transfer, state: 'completed' });
  await markSaved(id, [0], true);
  expect(world.held).toEqual([held]);
  await markSaved(id, [1], true);
  expect(world.held).toEqual([]);
  expect(entryOf(id)?.isHeld).toBe(false);
});

test('what came whole while the server was away can be saved at once, and goes when the server knows', async () => {
  world.held = [held];
  await heard(transfer);
  expect(hasArrived(entryOf(id)!)).toBe(true);
  await markSaved(id, [0, 1], true);
  expect(world.held).toEqual([held]);
  await heard({ ...transfer, state: 'completed' });
  expect(world.held).toEqual([]);
});

test('it is not deleted before the server knows, which would have it all sent again', async () => {
  world.held = [held];
  await heard(transfer);
  world.isAway = true;
  await expect(removeHere(id)).rejects.toThrow();
  expect(world.held).toEqual([held]);
  world.isAway = false;
  await removeHere(id);
  expect(world.held).toEqual([]);
});

test('a part of what was cancelled while this page was closed goes', async () => {
  world.held = [{ ...held, isFinished: false }];
  await refresh();
  expect(world.held).toEqual([]);
});

test.each(['cancelled', 'expired', 'failed'] as const)(
  '%s before all had come: the file that is whole stays, until it is saved for certain',
  async (state) => {
    Object.assign(world, { held: [part], whole: [0] });
    await heard(transfer);
    await heard({ ...transfer, state });
    expect(world.held).toEqual([part]);
    reload();
    await heard({ ...transfer, state });
    expect(arrivedOf(entryOf(id)!).map(({ index }) => index)).toEqual([0]);
    await markSaved(id, [0], false);
    expect(world.held).toEqual([part]);
    await markSaved(id, [0], true);
    expect(world.held).toEqual([]);
    expect([arrivedOf(entryOf(id)!).length, entryOf(id)!.wholeHere]).toEqual([1, []]);
  },
);

test('called off when only the last block was to be checked: all that came whole by then has arrived', async () => {
  Object.assign(world, { held: [part], whole: [0, 1] });
  await heard(transfer);
  await heard({ ...transfer, state: 'cancelled' });
  const entry = entryOf(id)!;
  expect([world.held.length, entry.isHeld, hasArrived(entry)]).toEqual([1, true, true]);
});

test('what another tab still writes to stays, what is whole of it can be saved, and the rest goes with the next reconnect', async () => {
  Object.assign(world, { held: [part], whole: [0], isInUse: true });
  await heard(transfer);
  await heard({ ...transfer, state: 'cancelled' });
  expect([world.held, entryOf(id)?.wholeHere]).toEqual([[part], [0]]);
  Object.assign(world, { isInUse: false, whole: [] });
  await refresh();
  expect([world.held, entryOf(id)?.wholeHere]).toEqual([[], []]);
});

test('saved while the others still come, it is not deleted before they are there', async () => {
  Object.assign(world, { held: [part], whole: [0] });
  await heard(transfer);
  expect(arrivedOf(entryOf(id)!).map(({ index }) => index)).toEqual([0]);
  await markSaved(id, [0], true);
  expect(world.held).toEqual([part]);
});

test.each(['expired', 'cancelled', 'failed'] as const)(
  'what came whole stays, though the transfer was %s before the server was told',
  async (state) => {
    Object.assign(world, { held: [held], whole: [0, 1] });
    await heard({ ...transfer, state });
    expect(world.held).toEqual([held]);
    expect(hasArrived(entryOf(id)!)).toBe(true);
    expect(wordsOf(entryOf(id)!, 'Ben').label).toBe('6 B, verified here');
  },
);

test('what came whole stays also when two words of the end come at once', async () => {
  world.held = [held];
  await Promise.all([heard({ ...transfer, state: 'expired' }), heard({ ...transfer, state: 'expired' })]);
  expect(world.held).toEqual([held]);
  expect(entryOf(id)?.isHeld).toBe(true);
});

test('what came whole and was saved after it ran out has arrived all the same', async () => {
  world.held = [held];
  await heard({ ...transfer, state: 'expired' });
  await markSaved(id, [0, 1], true);
  const entry = entryOf(id)!;
  expect([entry.isHeld, hasArrived(entry)]).toEqual([false, true]);
});

test('after a permission question that was only closed one tap asks again', async () => {
  await heard(transfer);
  world.reopened = { files: [null, null], needsTap: true } satisfies ReopenedFiles;
  await reopen(id);
  expect(entryOf(id)?.canReopen).toBe(true);
});

test('tried again by the person, what stopped begins anew; what cannot be read here does not', async () => {
  await heard(transfer);
  await tryAgain(id);
  expect(world.restart).toHaveBeenCalledExactlyOnceWith(entryOf(id));
  reload();
  world.records.clear();
  await heard(transfer);
  for (const one of [id, 'unknown' as TransferId]) await tryAgain(one);
  expect(world.restart).toHaveBeenCalledOnce();
});

test('files that were chosen again are remembered, so that the next reload need not ask for them', async () => {
  await heard({ ...transfer, isSender: true });
  const snapshot = { neededFiles: [{ index: 1, refused: null }] } as unknown as SessionSnapshot;
  changeEntry(id, { manifest, snapshot });
  const handle = {} as FileSystemFileHandle;
  const picked = { file: new File(['bbb'], 'b'), path: '', handle };
  expect(chooseAgain(id, [picked])).toBe(1);
  expect(world.provideFiles).toHaveBeenCalledWith(id, [[1, picked.file]]);
  expect(world.rememberAgain).toHaveBeenCalledWith(id, manifest.files, [[1, picked]]);
});
