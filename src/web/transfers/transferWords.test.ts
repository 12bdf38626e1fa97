import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DeviceId } from '../../shared/core/ids.ts';
import type { EndReason, Transfer } from '../../shared/transfers/transfer.ts';
import { endReason, transferState } from '../../shared/transfers/transfer.ts';
import { noRelay } from './engine/engineReport.ts';
import type { SessionSnapshot, SessionState } from './engine/sessionState.ts';
import type { TransferEntry } from './transferEntry.ts';
import { wordsOf } from './transferWords.ts';

beforeAll(() => void vi.stubGlobal('localStorage', { getItem: () => 'this device' }));
afterAll(() => void vi.unstubAllGlobals());

const transfer = {
  id: 't',
  state: 'accepted',
  isSender: true,
  senderDeviceId: 'this device',
  recipientDeviceId: 'this device',
  fileCount: 1,
  totalBytes: 2_000_000,
  receivedBytes: 0,
  chosenFiles: [],
  endReason: null,
} as unknown as Transfer;

function entry(
  change: Partial<Transfer>,
  state?: SessionState,
  more: Partial<TransferEntry> = {},
  figures: Partial<SessionSnapshot> = {},
): TransferEntry {
  const progress = {
    bytesDone: 1_000_000,
    bytesTotal: 2_000_000,
    isMeasured: false,
    bytesPerSecond: 500_000,
    msLeft: 2000,
    route: 'direct',
    relay: noRelay,
    neededFiles: [],
  };
  const snapshot = state ? ({ ...progress, ...figures, ...state } as unknown as SessionSnapshot) : null;
  const file = { name: 'a.mp4', sizeBytes: 2_000_000, type: 'video/mp4', lastModifiedMs: 0 };
  return {
    id: transfer.id,
    transfer: { ...transfer, ...change },
    manifest: { version: 1, files: [file] },
    isUnreadable: false,
    awaitsKey: false,
    isLeft: false,
    isCancelled: false,
    snapshot,
    canReopen: false,
    heldBytes: 0,
    savedAt: {},
    isHeld: false,
    wholeHere: [],
    ...more,
  };
}

const sessionStates: [SessionState, beam: string, label: RegExp][] = [
  [{ state: 'preparing' }, 'connecting', /ready/],
  [{ state: 'other_tab' }, 'waiting', /another tab/],
  [{ state: 'waiting' }, 'waiting', /Waiting for Ben.*kept/],
  [{ state: 'connecting' }, 'connecting', /way to Ben/],
  [{ state: 'transferring' }, 'moving', /Direct, 500 kB\/s, a moment left/],
  [{ state: 'paused', by: 'self', reason: 'asked' }, 'paused', /You paused/],
  [{ state: 'paused', by: 'peer', reason: 'asked' }, 'paused', /Ben paused/],
  [{ state: 'paused', by: 'peer', reason: 'disk_full' }, 'paused', /Ben’s device/],
  [{ state: 'paused', by: 'self', reason: 'mobile_data' }, 'paused', /^Waiting for Wi-Fi$/],
  [{ state: 'paused', by: 'peer', reason: 'mobile_data' }, 'paused', /^Ben is waiting for Wi-Fi$/],
  [{ state: 'paused', by: 'peer', reason: 'needs_file' }, 'paused', /choose the file again/],
  [{ state: 'reconnecting' }, 'reconnecting', /nothing is lost/],
  [{ state: 'verifying' }, 'moving', /Checking/],
  [{ state: 'verified' }, 'verified', /verified on both sides/],
  [{ state: 'needs_file' }, 'paused', /Waiting for the file/],
  [{ state: 'ended', reason: 'file_changed', by: 'self', isResumable: true }, 'ended', /Stopped/],
  [{ state: 'failed', reason: 'unreachable' }, 'reconnecting', /No way/],
];

test.each(sessionStates)('an accepted transfer that is %j', (state, beam, label) => {
  const words = wordsOf(entry({}, state), 'Ben');
  expect(words.beam).toBe(beam);
  expect(words.label).toMatch(label);
});

test.each([
  [true, 'senderDeviceId', 'Getting ready to send to Ben'],
  [false, 'recipientDeviceId', 'Getting ready'],
] as const)(
  'what is accepted and moves elsewhere is not said to get ready here (sender: %s)',
  (isSender, device, here) => {
    expect(wordsOf(entry({ isSender }), 'Ben').label).toBe(here);
    const other = entry({ isSender, [device]: 'another device' as DeviceId });
    expect(wordsOf(other, 'Ben')).toEqual({ beam: 'waiting', label: 'Runs on another of your devices' });
  },
);

test('every state and every end has words, for both sides', () => {
  for (const state of transferState.options) {
    for (const isSender of [true, false]) {
      for (const reason of [null, ...endReason.options] as (EndReason | null)[]) {
        const { label, trouble } = wordsOf(entry({ state, isSender, endReason: reason }), 'Ben');
        expect(label).not.toBe('');
        if (trouble) expect(trouble.what).toMatch(/\.$/);
      }
    }
  }
});

test('a failure says what happened, what was kept and what to do', () => {
  const ended = { state: 'ended', reason: 'file_vanished', by: 'self', isResumable: true } as const;
  expect(wordsOf(entry({}, ended), 'Ben').trouble).toEqual({
    what: 'The file can no longer be read.',
    kept: 'What has arrived is kept.',
    todo: expect.stringMatching(/try again/),
  });
});

test.each([
  [{ hasTurn: null, hidesAddress: false }, /^No way to Ben/, /same Wi-Fi/],
  [{ hasTurn: true, hidesAddress: false }, /^No way to Ben/, /same Wi-Fi/],
  [{ hasTurn: false, hidesAddress: false }, /has no server to go through/, /same Wi-Fi/],
  [{ hasTurn: true, hidesAddress: true }, /hides your address/, /under Me/],
  [{ hasTurn: false, hidesAddress: true }, /You hide your address/, /under Me/],
])('why nobody can be reached, when %j', (ways, what, todo) => {
  const failed = entry({}, { state: 'failed', reason: 'unreachable' });
  const { trouble } = wordsOf(failed, 'Ben', { ...ways, isCutOff: false });
  expect(trouble?.what).toMatch(what);
  expect(trouble?.todo).toMatch(todo);
  expect(trouble?.kept).toMatch(/stay/);
});

test.each([
  ['file_changed', /^That file is not the one you offered/],
  ['file_vanished', /^The file can no longer be read/],
  ['other_date', /^This file has another date/],
] as const)('a file that was refused (%s) is said to be, and what to do', (refused, what) => {
  const neededFiles = [{ index: 0, refused }];
  const { trouble } = wordsOf(entry({}, { state: 'needs_file' }, {}, { neededFiles }), 'Ben');
  expect([trouble?.what, trouble?.kept]).toEqual([expect.stringMatching(what), 'What has arrived is kept.']);
  expect(trouble?.todo).toMatch(/\.$/);
});

test('one file of several that is gone is named, while the others go on', () => {
  const neededFiles = [{ index: 1, refused: 'file_vanished' as const }];
  const files = ['a.mp4', 'b.mp4'].map((name) => ({ name, sizeBytes: 1, type: 'video/mp4', lastModifiedMs: 0 }));
  const words = wordsOf(
    entry({}, { state: 'transferring' }, { manifest: { version: 1, files } }, { neededFiles }),
    'Ben',
  );
  expect(words.beam).toBe('moving');
  expect(words.trouble?.what).toMatch(/b\.mp4.* can no longer be read/);
  expect(words.trouble?.kept).toBe('The others go on meanwhile.');
});

test('a file that is needed is asked for whatever the session does', () => {
  const figures = { neededFiles: [{ index: 0, refused: null }], bytesPerSecond: null };
  for (const state of ['waiting', 'connecting', 'reconnecting', 'transferring'] as const) {
    expect(wordsOf(entry({}, { state }, {}, figures), 'Ben').trouble?.what).toMatch(/needs your file once more/);
    const left = entry({ state: 'offered' }, { state }, { isLeft: true }, figures);
    expect(wordsOf(left, 'Ben').trouble?.what).toMatch(/needs your file once more/);
  }
});

test('while the other side has paused, what this one needs is still said; while this one has, it waits', () => {
  const figures = { neededFiles: [{ index: 0, refused: 'other_date' as const }], bytesPerSecond: null };
  const paused = (by: 'self' | 'peer') =>
    wordsOf(entry({}, { state: 'paused', by, reason: 'asked' }, {}, figures), 'Ben').trouble?.what;
  expect(paused('peer')).toMatch(/another date/);
  expect(paused('self')).toBeUndefined();
});

test('without a network of one’s own nobody is said to be away', () => {
  const ways = { hasTurn: null, hidesAddress: false, isCutOff: true };
  expect(wordsOf(entry({}, { state: 'waiting' }), 'Ben', ways).label).toMatch(/^Waiting for your network/);
});

test('what came whole while the server was away is said to be there', () => {
  const isHeld = { isHeld: true };
  expect(wordsOf(entry({ isSender: false }, undefined, isHeld), 'Ben').label).toBe('2.0 MB, verified here');
});

test('what goes to the relay before anyone answered says why it does not', () => {
  const left = (state: SessionState, more = {}) =>
    wordsOf(entry({ state: 'offered' }, state, { isLeft: true }, more), 'Ben');
  expect(left({ state: 'paused', by: 'self', reason: 'mobile_data' }).label).toBe('Waiting for Wi-Fi');
  expect(left({ state: 'failed', reason: 'internal' }).trouble?.what).toMatch(/went wrong/);
});

test('an offer from before this device was known says when it will open; one with a broken seal says so', () => {
  const said = (how: object) =>
    wordsOf(entry({ state: 'offered', isSender: false }, undefined, { isUnreadable: true, ...how }), 'Ben').trouble;
  expect(said({ awaitsKey: true })?.todo).toMatch(/when Ben has Spotlight open/);
  expect(said({})?.what).toMatch(/cannot be opened/);
});

test('what was called off while the server could not be reached says so, and does not wait for anything', () => {
  for (const state of ['offered', 'accepted'] as const) {
    const { beam, trouble } = wordsOf(entry({ state }, undefined, { isCancelled: true }), 'Ben');
    expect(beam).toBe('ended');
    expect(trouble).toEqual({ what: 'You cancelled.', todo: 'Ben hears of it once Spotlight can be reached.' });
  }
});

test('what came whole is not said to have run out, though the server was not told in time', () => {
  const late = (isHeld: boolean) => wordsOf(entry({ state: 'expired', isSender: false }, undefined, { isHeld }), 'Ben');
  expect(late(true)).toEqual({ beam: 'verified', label: '2.0 MB, verified here', closedWords: 'Verified here' });
  expect(late(false).beam).toBe('ended');
});
