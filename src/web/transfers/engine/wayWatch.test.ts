import { expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '../../../shared/transfers/control.ts';
import type { LinkStats } from './channelPair.ts';
import { PeerTalk } from './peerTalk.ts';
import { makeWayWatch } from './wayWatch.ts';

const TRANSFER = '0198c0de-0000-7000-8000-000000000001';
const STEP_MS = 10;
const [TICK_MS, REPORT_MS] = [200, 400];
/** Each browser checks every 2.5 s that the other one is there, and is answered. */
const CHECK_MS = 1250;

/** What happens between the two; a test changes it as it goes. */
interface Way {
  isCut: boolean;
  /** How long a word takes from one engine to the other; packets are shorter. */
  wordMs: number;
  /** The other engine is held up. */
  isPeerStuck: boolean;
  /** The other browser sends connectivity checks, whatever its engine does. */
  isPeerAwake: boolean;
  /** This engine, or this page, is held up. */
  isEngineStuck: boolean;
  isPageStuck: boolean;
}

/** Two engines that have met, and one's page, which watches the way; times in ms from `0`. */
function makeWorld({ isPeerOld = false, offsetMs = 0 } = {}) {
  const way: Way = {
    ...{ isCut: false, wordMs: 20, isPeerStuck: false, isPeerAwake: true, isEngineStuck: false, isPageStuck: false },
  };
  let nowMs = 0;
  let heard = 0;
  let statsAtMs = 0;
  let isLost = false;
  const reports: { isHandshaken: boolean; unheardMs: number }[] = [];
  let underWay: { atMs: number; take(): void }[] = [];
  const watch = makeWayWatch();

  const make = (role: 'sender' | 'receiver') =>
    new PeerTalk({
      ...{ transferId: TRANSFER, role, onMessage: () => true, onHello() {}, onPauseChange() {}, onEnded() {} },
      now: () => nowMs,
    });
  const [own, peer] = [make('sender'), make('receiver')];
  const channelTo = (other: PeerTalk) => ({
    ...{ isOpen: true, isClosed: false, bufferedAmount: 0, close() {} },
    send(data: unknown) {
      if (way.isCut) return;
      if (other === own) heard++;
      underWay.push({ atMs: nowMs + way.wordMs, take: () => other.receive(1, data) });
    },
  });
  own.lines.add(1, channelTo(peer));
  peer.lines.add(1, channelTo(own));
  const hello = { t: 'hello', version: PROTOCOL_VERSION, transferId: TRANSFER, epoch: 'an epoch', paused: null };
  own.receive(1, JSON.stringify({ ...hello, role: 'receiver' }));
  peer.receive(1, JSON.stringify({ ...hello, role: 'sender' }));

  function step() {
    nowMs += STEP_MS;
    const isTime = (everyMs: number, shiftMs = 0) => (nowMs + shiftMs) % everyMs === 0;
    // A slow link is busy all the time with parts of words.
    const isCheck = way.isPeerAwake && isTime(CHECK_MS);
    if (!way.isCut && (isCheck || (way.wordMs > 1000 && isTime(150)))) heard++;
    if (isTime(TICK_MS, offsetMs) && !way.isPeerStuck && !isPeerOld) peer.tick(nowMs);
    // The timer of an engine that was held up may come before what has waited to be heard.
    if (isTime(TICK_MS) && !way.isEngineStuck) {
      own.tick(nowMs);
      if (isTime(REPORT_MS)) reports.push({ isHandshaken: own.isHandshaken, unheardMs: own.unheardMs(nowMs) });
    }
    if (!way.isEngineStuck) {
      const come = underWay.filter(({ atMs }) => atMs <= nowMs);
      underWay = underWay.filter(({ atMs }) => atMs > nowMs);
      for (const { take } of come) take();
    }
    if (!way.isPageStuck) for (const report of reports.splice(0)) look(report);
  }

  function look(report: (typeof reports)[number]) {
    if (!watch.isDue(report, nowMs - statsAtMs)) return;
    statsAtMs = nowMs;
    isLost = watch.look(report, [{ connId: 0, state: 'connected', heard } as LinkStats], nowMs);
  }

  return {
    way,
    own,
    peer,
    isLost: () => isLost,
    /** Goes on for so long; whether the way counted as lost at any time, and when first. */
    run(ms: number) {
      const from = nowMs;
      let lostAfterMs: number | null = isLost ? 0 : null;
      while (nowMs < from + ms) {
        step();
        if (isLost) lostAfterMs ??= nowMs - from;
      }
      return lostAfterMs;
    },
  };
}

test('a way that is lost shows within three seconds, whenever it is lost, and so does its coming back', () => {
  for (let momentMs = 0; momentMs < 2500; momentMs += 70) {
    const { way, run, isLost } = makeWorld({ offsetMs: momentMs % TICK_MS });
    expect(run(10_000 + momentMs)).toBeNull();
    way.isCut = true;
    expect(run(10_000)).toBeLessThan(3000);
    expect(isLost()).toBe(true);
    way.isCut = false;
    run(1100);
    expect(isLost()).toBe(false);
  }
});

test('nothing moves on a way that is there: not while a side is slow to read, and not while one has paused', () => {
  const { own, peer, way, run } = makeWorld();
  expect(run(60_000)).toBeNull();
  for (const side of [own, peer]) {
    side.setAsked(true);
    run(2000);
    way.isPeerAwake = false;
    expect(run(60_000)).toBeNull();
    way.isPeerAwake = true;
    side.setAsked(false);
    expect(run(10_000)).toBeNull();
  }
});

test('a slow link brings packets, though no whole word comes for seconds', () => {
  const { way, run } = makeWorld();
  run(5000);
  way.wordMs = 8000;
  expect(run(60_000)).toBeNull();
});

test('an engine over there that is held up by its disk leaves its browser to answer', () => {
  const { way, run } = makeWorld();
  run(5000);
  for (const momentMs of [0, 300, 900, 1700]) {
    run(10_000 + momentMs);
    way.isPeerStuck = true;
    expect(run(6000)).toBeNull();
    way.isPeerStuck = false;
    expect(run(1000)).toBeNull();
  }
});

test.each(['isEngineStuck', 'isPageStuck'] as const)('a browser under load is no lost way: %s', (what) => {
  const { way, run } = makeWorld();
  run(5000);
  for (const stuckMs of [1000, 2500, 6000, 30_000]) {
    way[what] = true;
    expect(run(stuckMs)).toBeNull();
    way[what] = false;
    expect(run(10_000)).toBeNull();
  }
});

test('both held up at once, as by a device that slept, are no lost way', () => {
  const { way, run } = makeWorld();
  run(5000);
  Object.assign(way, { isEngineStuck: true, isPageStuck: true, isPeerStuck: true, isPeerAwake: false });
  run(3_600_000);
  Object.assign(way, { isEngineStuck: false, isPageStuck: false, isPeerStuck: false, isPeerAwake: true });
  expect(run(10_000)).toBeNull();
});

test('of a version that does not say that it is there silence says nothing', () => {
  const { way, run } = makeWorld({ isPeerOld: true });
  way.isPeerAwake = false;
  expect(run(60_000)).toBeNull();
});

test('links that are no longer connected are lost at once, and only where blocks were exchanged', () => {
  const watch = makeWayWatch();
  const links = (state: RTCPeerConnectionState) => [{ connId: 0, state, heard: 1 } as LinkStats];
  const report = { isHandshaken: true, unheardMs: 0 };
  expect(watch.look({ ...report, isHandshaken: false }, links('connecting'), 0)).toBe(false);
  expect(watch.look(report, links('connecting'), 1000)).toBe(false);
  expect(watch.look(report, links('connected'), 2000)).toBe(false);
  expect(watch.look(report, links('disconnected'), 3000)).toBe(true);
  expect(watch.look(report, links('connected'), 4000)).toBe(false);
});
