import { expect, it } from 'vitest';
import type { ControlMessage } from '../../../shared/transfers/control.ts';
import { PROTOCOL_VERSION } from '../../../shared/transfers/control.ts';
import { PeerTalk } from './peerTalk.ts';

const TRANSFER = '0198c0de-0000-7000-8000-000000000001';
const channel = { isOpen: true, isClosed: false, bufferedAmount: 0, send() {}, close() {} };

/** A channel that keeps what is said on it. */
function recorded() {
  const said: string[] = [];
  return { ...channel, said, send: (data: unknown) => void said.push((JSON.parse(data as string) as { t: string }).t) };
}

function talkOf() {
  let changes = 0;
  let nowMs = 0;
  const talk = new PeerTalk({
    transferId: TRANSFER,
    role: 'sender',
    onMessage: () => true,
    onHello() {},
    onPauseChange: () => void changes++,
    onEnded() {},
    now: () => nowMs,
  });
  const hear = (connId: number, message: object) => talk.receive(connId, JSON.stringify(message));
  const hello = (paused: (ControlMessage & { t: 'hello' })['paused']) => ({
    ...{ t: 'hello', version: PROTOCOL_VERSION, transferId: TRANSFER, role: 'receiver', paused },
    epoch: '0198c0de-0000-7000-8000-000000000002',
  });
  const tickAt = (atMs: number) => {
    nowMs = atMs;
    talk.tick(atMs);
  };
  return { talk, hear, hello, tickAt, changes: () => changes };
}

it('[T15] believes a pause for as long as it meets the one who paused', () => {
  const { talk, hear, hello, changes } = talkOf();
  for (const connId of [1, 2]) {
    talk.lines.add(connId, channel);
    hear(connId, hello('asked'));
  }
  expect(talk.pausedByPeer).toBe('asked');
  talk.remove(1);
  expect(talk.isPaused).toBe(true);
  talk.remove(2);
  expect([talk.pausedByPeer, talk.isPaused, changes()]).toEqual([null, false, 2]);
  talk.lines.add(3, channel);
  hear(3, hello('asked'));
  expect(talk.pausedByPeer).toBe('asked');
});

it('[T20] says twice a second on each connection that it is there, once they have met and while neither pauses', () => {
  const { talk, hear, hello, tickAt } = talkOf();
  const [met, notMet] = [recorded(), recorded()];
  talk.lines.add(1, met);
  talk.lines.add(2, notMet);
  tickAt(0);
  expect(met.said).toEqual([]);
  hear(1, hello(null));
  met.said.length = 0;
  for (let atMs = 200; atMs <= 2000; atMs += 200) tickAt(atMs);
  expect(met.said).toEqual(['resume', 'resume', 'resume', 'resume']);
  hear(1, { t: 'pause', reason: 'asked' });
  for (let atMs = 2200; atMs <= 4000; atMs += 200) tickAt(atMs);
  expect([met.said.length, notMet.said]).toEqual([4, []]);
});

it('[T15] a pause is the last word on each connection: that it was there, said before on a slower one, does not end it', () => {
  const { talk, hear, hello, tickAt } = talkOf();
  const lines = [recorded(), recorded()] as const;
  for (const [connId, line] of lines.entries()) {
    talk.lines.add(connId, line);
    hear(connId, hello(null));
  }
  tickAt(1000);
  talk.setAsked(true);
  for (const { said } of lines) expect(said.slice(-2)).toEqual(['resume', 'pause']);
  talk.setAsked(false);
  for (const { said } of lines) expect(said.at(-1)).toBe('resume');
});

it('[T20] what it hears of one who is there changes nothing, and is no pause that ends', () => {
  const { talk, hear, hello, tickAt, changes } = talkOf();
  talk.lines.add(1, channel);
  hear(1, hello(null));
  hear(1, { t: 'resume' });
  expect([changes(), talk.ended]).toEqual([0, null]);
  tickAt(1500);
  expect(talk.unheardMs(1500)).toBe(1500);
  hear(1, { t: 'resume' });
  expect(talk.unheardMs(1500)).toBe(0);
});

it('[T20] of another engine over there silence says nothing until it says that it is there', () => {
  const { talk, hear, hello, tickAt } = talkOf();
  talk.lines.add(1, channel);
  hear(1, hello(null));
  hear(1, { t: 'resume' });
  tickAt(1000);
  hear(1, { ...hello(null), epoch: '0198c0de-0000-7000-8000-000000000003' });
  expect(talk.unheardMs(9000)).toBe(0);
});
