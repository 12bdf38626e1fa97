import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TransferId } from '../../shared/core/ids.ts';
import { RefusedError } from '../core/appError.ts';
import { noRelay } from './engine/engineReport.ts';
import type { SessionSnapshot } from './engine/sessionState.ts';
import { makeSessionReports } from './sessionReports.ts';

const transferId = 'clip' as TransferId;
const underWay = {
  ...{ transferId, state: 'transferring', role: 'sender', route: 'direct', connections: 2, relay: noRelay },
  ...{ bytesDone: 1000, roundTripMs: 12.4, lostShare: 0.0312, bytesPerSecond: 2_000_000.7 },
} as unknown as SessionSnapshot;

let reports: ReturnType<typeof makeSessionReports>;
const send = vi.fn(async (_name: string, _input: object): Promise<never> => {
  // A word that is lost is made good by the next one.
  throw new RefusedError({ code: 'client.unreachable', kind: 'unreachable' });
});

beforeEach(() => {
  vi.useFakeTimers();
  send.mockClear();
  reports = makeSessionReports(transferId, send);
});
afterEach(() => void vi.useRealTimers());

/** A session that tells of itself as often as it does, for so long. */
function run(seconds: number, change: object = {}) {
  for (let ms = 0; ms < seconds * 1000; ms += 400) {
    reports.hear({ ...underWay, ...change } as SessionSnapshot);
    vi.advanceTimersByTime(400);
  }
}

const told = (name: string) => send.mock.calls.filter(([said]) => said === name).map(([, input]) => input);
const qualities = () => told('transfer:quality');
const progress = () => told('transfer:progress');

test('while it is under way the operator is told every five seconds how good the way is', () => {
  run(21);
  expect(qualities()).toHaveLength(5);
  expect(qualities()[0]).toEqual({
    ...{ transferId, route: 'direct', connections: 2, failure: null, isRelaying: false },
    ...{ roundTripMs: 12, lostShare: 0.03, bytesPerSecond: 2_000_001 },
  });
});

test('a way that is looked for again is told of as well, and one by the relay', () => {
  run(6, { state: 'reconnecting', route: null, roundTripMs: null, lostShare: null, bytesPerSecond: null });
  expect(qualities()).toHaveLength(2);
  expect(qualities()[1]).toMatchObject({ route: null, roundTripMs: null, lostShare: null, bytesPerSecond: null });
  run(6, { route: null, relay: { ...noRelay, isMoving: true } });
  expect(qualities().at(-1)).toMatchObject({ route: null, isRelaying: true });
});

test.each(['preparing', 'waiting', 'connecting', 'paused', 'needs_file', 'verified'])(
  'nothing is told of the way of a session that is %s',
  (state) => {
    run(20, { state, route: null });
    expect(qualities()).toEqual([]);
  },
);

test('a failure is told at once, and once', () => {
  run(1);
  run(20, { state: 'failed', reason: 'unreachable', route: null });
  expect(qualities()).toMatchObject([{ failure: null }, { failure: 'unreachable', route: null }]);
});

test('another failure, and the same one after it went on, is told again', () => {
  run(1, { state: 'failed', reason: 'unreachable' });
  run(1, { state: 'failed', reason: 'silent' });
  run(1);
  run(1, { state: 'failed', reason: 'silent' });
  const failures = ['unreachable', 'silent', 'silent'];
  expect(qualities().filter((it) => 'failure' in it && it.failure)).toMatchObject(
    failures.map((failure) => ({ failure })),
  );
});

test('the receiver tells every two seconds what has come, and at once when it is all', () => {
  run(6.4, { role: 'receiver' });
  expect(progress()).toHaveLength(4);
  reports.hear({ ...underWay, state: 'verified', role: 'receiver', route: null, bytesDone: 2000 } as SessionSnapshot);
  expect(progress().at(-1)).toEqual({ transferId, receivedBytes: 2000, route: 'direct' });
});

test('the sender tells nothing of what has come, and the receiver nothing before something has', () => {
  run(6);
  run(6, { role: 'receiver', bytesDone: 0 });
  expect(progress()).toEqual([]);
});
