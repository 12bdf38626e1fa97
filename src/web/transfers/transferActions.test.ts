import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DeviceId } from '../../shared/core/ids.ts';
import type { SessionState } from './engine/sessionState.ts';
import { canCancel, canLeave, canPause, canTryAgain, myPauseOf, neededOf } from './transferActions.ts';
import type { TransferEntry } from './transferEntry.ts';

beforeAll(() => void vi.stubGlobal('localStorage', { getItem: () => 'this device' }));
afterAll(() => void vi.unstubAllGlobals());

interface Known extends Partial<Omit<TransferEntry, 'transfer' | 'snapshot'>> {
  transfer?: Partial<TransferEntry['transfer']>;
}

/** A transfer that this device sends and the other side has accepted, unless told otherwise. */
function entryOf(session: SessionState | null, { transfer, ...known }: Known = {}, neededFiles: object[] = []) {
  const accepted = { state: 'accepted', isSender: true, senderDeviceId: 'this device', chosenFiles: [], ...transfer };
  const snapshot = session && { neededFiles, ...session };
  const entry = { transfer: accepted, manifest: null, isLeft: false, isCancelled: false, isHeld: false, ...known };
  return { savedAt: {}, ...entry, snapshot } as unknown as TransferEntry;
}

/** In a word each, what is offered to the person. */
function offered(entry: TransferEntry, mayRelay = true): string {
  const words = {
    'go on': myPauseOf(entry) !== null,
    pause: canPause(entry),
    leave: canLeave(entry, mayRelay),
    again: canTryAgain(entry),
    cancel: canCancel(entry),
  };
  return Object.entries(words)
    .flatMap(([word, can]) => (can ? word : []))
    .join(', ');
}

const failed: SessionState = { state: 'failed', reason: 'unreachable' };
const waiting: SessionState = { state: 'waiting' };
const moving: SessionState = { state: 'transferring' };
const ended = (isResumable: boolean): SessionState => ({
  ...{ state: 'ended', reason: 'file_changed', by: 'self', isResumable },
});
const paused = (by: 'self' | 'peer'): SessionState => ({ state: 'paused', by, reason: 'asked' });

test.each<[SessionState | null, string]>([
  [null, 'cancel'],
  [{ state: 'preparing' }, 'cancel'],
  [{ state: 'other_tab' }, 'cancel'],
  [waiting, 'pause, leave, cancel'],
  [{ state: 'connecting' }, 'pause, leave, cancel'],
  [{ state: 'reconnecting' }, 'pause, leave, cancel'],
  [moving, 'pause, cancel'],
  [{ state: 'in_relay' }, 'cancel'],
  [paused('self'), 'go on, cancel'],
  [paused('peer'), 'cancel'],
  [{ state: 'needs_file' }, 'cancel'],
  [{ state: 'verifying' }, 'cancel'],
  [{ state: 'verified' }, ''],
  [ended(true), 'again, cancel'],
  [ended(false), 'cancel'],
  [failed, 'leave, again, cancel'],
])('what can be done about what is sent and %j', (session, expected) => {
  expect(offered(entryOf(session))).toBe(expected);
});

test.each<[what: string, SessionState | null, Known, string]>([
  ['an offer that waits', null, { transfer: { state: 'offered' } }, 'leave, cancel'],
  ['an offer that is left', waiting, { transfer: { state: 'offered' }, isLeft: true }, 'pause, cancel'],
  [
    'an offer from another device',
    null,
    { transfer: { state: 'offered', senderDeviceId: 'another' as DeviceId } },
    'cancel',
  ],
  ['an offer to this person', null, { transfer: { state: 'offered', isSender: false } }, ''],
  ['what is received', moving, { transfer: { isSender: false } }, 'pause, cancel'],
  ['what is received and failed', failed, { transfer: { isSender: false } }, 'again, cancel'],
  ['what has come whole', moving, { transfer: { isSender: false }, isHeld: true }, ''],
  ['what was left', failed, { isLeft: true }, 'again, cancel'],
  ['what was called off', failed, { isCancelled: true }, 'again'],
  ['what is over', failed, { transfer: { state: 'expired' } }, ''],
])('what can be done about %s', (_what, session, known, expected) => {
  expect(offered(entryOf(session, known))).toBe(expected);
});

test('whoever forbids the relay is not offered to leave it there', () => {
  expect(offered(entryOf(waiting), false)).toBe('pause, cancel');
});

test.each<[SessionState, count: number]>([
  [{ state: 'needs_file' }, 1],
  [moving, 1],
  [waiting, 1],
  [paused('peer'), 1],
  [paused('self'), 0],
  [ended(true), 0],
  [failed, 0],
])('files that are needed are asked for while it goes on: %j', (session, count) => {
  const needed = [{ index: 0, refused: null }];
  expect(neededOf(entryOf(session, {}, needed))).toHaveLength(count);
  expect(neededOf(entryOf(session, { transfer: { state: 'offered' } }, needed))).toEqual([]);
});
