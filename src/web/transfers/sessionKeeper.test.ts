import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TransferId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import type { SessionSnapshot, SessionState } from './engine/sessionState.ts';
import { changeEntry, entryOf, forgetAllEntries, takeIn } from './exchangeStore.ts';
import { makeSessionKeeper, type ToOpen } from './sessionKeeper.ts';

const id = 'clip' as TransferId;
const transfer = { id, isSender: false, state: 'accepted', chosenFiles: [], createdAt: '' } as unknown as Transfer;
const manifest = { version: 1 as const, files: [] };
const dated = (lastModified: number) => new File([], 'a', { lastModified });
const silent = { state: 'failed', reason: 'silent' } as const;

/** Each session that was opened, as its engine sees it. */
let opened: { say(state: SessionState, bytesDone?: number): void; isClosed: boolean; trustedDates: number[] }[];
let keeper: ReturnType<typeof makeSessionKeeper>;
/** What a closing session waits for: its worker writes what has come. */
let letGo: Promise<void>;

function open({ onState, trustedDates }: ToOpen) {
  const nothing = () => {};
  const one = {
    trustedDates,
    isClosed: false,
    say: (state: SessionState, bytesDone = 0) => onState({ ...state, bytesDone } as SessionSnapshot),
  };
  opened.push(one);
  const close = async () => {
    one.isClosed = true;
    await letGo;
  };
  const session = { pause: nothing, resume: nothing, leave: nothing, cancel: nothing, close };
  return { session, stopSignalling: nothing };
}

beforeEach(async () => {
  vi.useFakeTimers();
  opened = [];
  letGo = Promise.resolve();
  const nothing = () => {};
  keeper = makeSessionKeeper({
    keyOf: async () => new Uint8Array(32),
    filesOf: async () => [dated(20)],
    hasFiles: () => true,
    keepFiles: nothing,
    isPaused: async () => false,
    onShown: nothing,
    onVerified: nothing,
    onCancelledElsewhere: nothing,
    open,
    makeReports: () => ({ hear: nothing }),
    wakeLock: { hold: nothing, letGo: nothing },
  });
  await keeper.run(takeIn(transfer, { manifest }));
});

afterEach(() => {
  keeper.closeAll();
  forgetAllEntries();
  vi.useRealTimers();
});

const last = () => opened.at(-1)!;

/** In how many seconds of waiting another session was opened; null when none was. */
async function secondsUntilTried(mostSeconds = 600) {
  const count = opened.length;
  for (let seconds = 1; seconds <= mostSeconds; seconds++) {
    await vi.advanceTimersByTimeAsync(1000);
    if (opened.length > count) return seconds;
  }
  return null;
}

test.each(['silent', 'internal'] as const)(
  'a session that ends as %s is tried again by itself, longer and longer apart',
  async (reason) => {
    const waits: (number | null)[] = [];
    for (let n = 0; n < 6; n++) {
      // It may tell more than once how it ended.
      for (let time = 0; time < 2; time++) last().say({ state: 'failed', reason });
      waits.push(await secondsUntilTried());
    }
    expect(waits).toEqual([8, 16, 32, 64, 128, null]);
    expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, true, true, true, true, false]);
  },
);

test('what came meanwhile is worth new tries', async () => {
  for (let n = 0; n < 3; n++) {
    last().say(silent, 1000);
    await secondsUntilTried();
  }
  last().say(silent, 2000);
  expect(await secondsUntilTried()).toBe(8);
});

test('where no way is found its own watch goes on looking: there is nothing to begin anew', async () => {
  last().say({ state: 'failed', reason: 'unreachable' });
  expect(await secondsUntilTried()).toBeNull();
  keeper.peerCame(id);
  await vi.advanceTimersByTimeAsync(0);
  expect(opened).toHaveLength(1);
});

test.each([silent, { state: 'ended', reason: 'file_changed', by: 'peer', isResumable: true }] as const)(
  'when the other side comes, what had stopped goes on at once: $state, $reason',
  async (end) => {
    last().say(end);
    keeper.peerCame(id);
    await vi.advanceTimersByTimeAsync(0);
    expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    // What was to be tried later has been.
    expect(await secondsUntilTried()).toBeNull();
  },
);

test('the coming of the other side begins nothing anew that runs, was somebody’s decision, or is not here', async () => {
  keeper.peerCame('another' as TransferId);
  for (const state of [
    { state: 'transferring' },
    { state: 'ended', reason: 'cancelled_by_sender', by: 'peer', isResumable: false },
  ] as const) {
    last().say(state);
    keeper.peerCame(id);
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(opened).toHaveLength(1);
});

test('begun anew by the person, it is not begun again when its time comes', async () => {
  last().say(silent);
  await keeper.restart(entryOf(id)!);
  expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(await secondsUntilTried()).toBeNull();
});

test('what is called off, closed or over meanwhile is not tried again', async () => {
  last().say(silent);
  changeEntry(id, { isCancelled: true });
  expect(await secondsUntilTried(10)).toBeNull();
  changeEntry(id, { isCancelled: false });

  await keeper.run(entryOf(id)!);
  last().say(silent);
  await keeper.close(id);
  expect(await secondsUntilTried(20)).toBeNull();

  await keeper.run(entryOf(id)!);
  last().say(silent);
  takeIn({ ...transfer, state: 'completed' });
  expect(await secondsUntilTried(40)).toBeNull();
});

test('whoever closes a session waits until it is closed, also the second who asks', async () => {
  let isWritten = () => {};
  letGo = new Promise((resolve) => {
    isWritten = resolve;
  });
  const closed: string[] = [];
  for (const who of ['first', 'second']) void keeper.close(id).then(() => closed.push(who));
  await vi.advanceTimersByTimeAsync(1000);
  expect(closed).toEqual([]);
  isWritten();
  await vi.advanceTimersByTimeAsync(0);
  expect(closed).toEqual(['first', 'second']);
});

test('a session that was ended says nothing more of the one after it', async () => {
  const first = last();
  await keeper.restart(entryOf(id)!);
  last().say({ state: 'transferring' });
  first.say(silent);
  expect(entryOf(id)?.snapshot?.state).toBe('transferring');
  expect(await secondsUntilTried()).toBeNull();
});

test('[T19] that a file is the one holds for the date it had then, also in the next session', async () => {
  const sending = 'sent' as TransferId;
  await keeper.run(takeIn({ ...transfer, id: sending, isSender: true }, { manifest }));
  keeper.trustFiles(sending);
  keeper.provideFiles(sending, [[0, dated(21)]]);
  await keeper.restart(entryOf(sending)!);
  expect(last().trustedDates).toEqual([20]);
});
