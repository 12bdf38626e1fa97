import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LinkStats } from './channelPair.ts';
import { type EngineReport, noRelay } from './engineReport.ts';
import { makeSession } from './session.ts';
import type { SessionSnapshot } from './sessionState.ts';
import type { FromWorker, ToWorker } from './workerScope.ts';

/** The links of the session, whose state is asked for and comes when the test says so. */
const links = vi.hoisted(() => ({ answers: [] as ((stats: unknown[]) => void)[], close: vi.fn() }));
vi.mock('./linkSet.ts', () => ({
  makeLinkSet: () => ({
    stats: () => new Promise((answer) => links.answers.push(answer)),
    close: links.close,
  }),
}));

const CONNECTED = { connId: 0, state: 'connected', heard: 1, route: 'direct' } as unknown as LinkStats;

const report: EngineReport = {
  ...{ isHandshaken: true, unheardMs: 0, relay: noRelay, liveConnections: 1, pausedBySelf: null, pausedByPeer: null },
  ...{ neededFiles: [], wholeFiles: 0, isAllVerified: false, blockMap: { done: [0], reasked: [0] }, bytesDone: 1 },
  ...{ bytesTotal: 2, duplicateBytes: 0, bytesPerSecond: 1, msLeft: 1, ended: null, isCompleted: false },
};

class FakeWorker {
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  heard: ToWorker['kind'][] = [];
  isTerminated = false;
  answersClosing = true;

  postMessage(message: ToWorker) {
    this.heard.push(message.kind);
    if (message.kind === 'close' && this.answersClosing) queueMicrotask(() => this.say({ kind: 'closed' }));
  }
  say(data: FromWorker) {
    this.onmessage?.({ data });
  }
  addEventListener() {}
  terminate() {
    this.isTerminated = true;
  }
}

/** Web locks of a browser in which no other tab holds any. */
const locks = {
  async request(_name: string, _options: object, hold: (lock: object) => Promise<unknown>) {
    return hold({});
  },
};

async function openSession() {
  const worker = new FakeWorker();
  const told: SessionSnapshot[] = [];
  const nothing = () => () => {};
  const session = makeSession({
    ...{ role: 'receiver', transferId: '0198c0de-0000-7000-8000-000000000001', transferKey: new Uint8Array(32) },
    ...{ sealedAs: 'transfer', chosenFiles: [], filesAtHand: [], isLeft: false, expiresAt: '2026-12-01T00:00:00.000Z' },
    manifest: { version: 1, files: [{ name: 'a.mp4', sizeBytes: 2, type: 'video/mp4', lastModifiedMs: 0 }] },
    mostConnections: 1,
    makeWorker: () => worker as unknown as Worker,
    signalling: { onPeerPresence: nothing } as never,
    relayDesk: { onNews: nothing, say() {} } as never,
    thrift: { mayRelay: () => true, waitsForWifi: () => false, onChange: nothing },
    ice: {} as never,
    onState: (snapshot) => void told.push(snapshot),
  });
  await vi.waitFor(() => expect(worker.onmessage).not.toBeNull());
  worker.say({ kind: 'up' });
  worker.say({ kind: 'report', report });
  links.answers.shift()!([CONNECTED]);
  await vi.waitFor(() => expect(told.at(-1)?.state).toBe('transferring'));
  return { session, worker, told };
}

beforeEach(() => vi.stubGlobal('navigator', { locks }));
afterEach(() => {
  vi.unstubAllGlobals();
  links.answers = [];
});

test('a session that is closed says nothing more, whatever was asked before', async () => {
  const { session, worker, told } = await openSession();
  // The other engine says nothing: the links are looked at.
  worker.say({ kind: 'report', report: { ...report, unheardMs: 1000 } });
  const before = told.length;
  await session.close();
  expect(worker.isTerminated).toBe(true);
  expect(links.close).toHaveBeenCalled();
  // What was let go has no connection any more, which is not a loss.
  links.answers.shift()!([]);
  await new Promise((go) => setImmediate(go));
  expect(told.length).toBe(before);
});

test('a worker that does not answer is ended all the same', async () => {
  const { session, worker } = await openSession();
  vi.useFakeTimers();
  worker.answersClosing = false;
  const closed = session.close();
  await vi.advanceTimersByTimeAsync(8000);
  await closed;
  vi.useRealTimers();
  expect(worker.isTerminated).toBe(true);
});
