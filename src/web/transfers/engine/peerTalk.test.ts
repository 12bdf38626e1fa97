import { expect, it } from 'vitest';
import type { ControlMessage } from '../../../shared/transfers/control.ts';
import { PROTOCOL_VERSION } from '../../../shared/transfers/control.ts';
import { PeerTalk } from './peerTalk.ts';

const TRANSFER = '0198c0de-0000-7000-8000-000000000001';
const channel = { isOpen: true, isClosed: false, bufferedAmount: 0, send() {}, close() {} };

function talkOf() {
  let changes = 0;
  const talk = new PeerTalk({
    transferId: TRANSFER,
    role: 'sender',
    onMessage: () => true,
    onHello() {},
    onPauseChange: () => void changes++,
    onEnded() {},
  });
  const hear = (connId: number, message: object) => talk.receive(connId, JSON.stringify(message));
  const hello = (paused: (ControlMessage & { t: 'hello' })['paused']) => ({
    ...{ t: 'hello', version: PROTOCOL_VERSION, transferId: TRANSFER, role: 'receiver', paused },
    epoch: '0198c0de-0000-7000-8000-000000000002',
  });
  return { talk, hear, hello, changes: () => changes };
}

it('[T15] believes a pause for as long as it meets the one who paused', () => {
  const { talk, hear, hello, changes } = talkOf();
  for (const connId of [1, 2]) {
    talk.add(connId, channel);
    hear(connId, hello('asked'));
  }
  expect(talk.pausedByPeer).toBe('asked');
  talk.remove(1);
  expect(talk.isPaused).toBe(true);
  talk.remove(2);
  expect([talk.pausedByPeer, talk.isPaused, changes()]).toEqual([null, false, 2]);
  talk.add(3, channel);
  hear(3, hello('asked'));
  expect(talk.pausedByPeer).toBe('asked');
});
