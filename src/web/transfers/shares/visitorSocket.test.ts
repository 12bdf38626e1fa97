import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DownloadId } from '../../../shared/core/ids.ts';
import { openVisitorSocket } from './visitorSocket.ts';

/** A socket whose commands are answered when the test says so. */
class FakeSocket extends EventEmitter {
  connected = true;
  connects = 0;
  joins = 0;
  refuse = (_: Error) => {};
  connect() {
    this.connects += 1;
  }
  disconnect() {
    this.connected = false;
  }
  timeout = () => this;
  emitWithAck() {
    this.joins += 1;
    return new Promise((_, reject) => {
      this.refuse = reject;
    });
  }
}

let socket: FakeSocket;
vi.mock('socket.io-client', () => ({
  io: () => {
    socket = new FakeSocket();
    return socket;
  },
}));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([
  ['disconnect', 'io server disconnect'],
  ['connect_error', Object.assign(new Error(), { data: { code: 'server.internal', kind: 'internal' } })],
])('after a %s it connects again, unless it was closed meanwhile', async (name, why) => {
  const visitor = openVisitorSocket('a download' as DownloadId, 'a token');
  socket.emit(name, why);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(socket.connects).toBe(1);
  socket.emit(name, why);
  visitor.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(socket.connects).toBe(1);
});

test('closed while it waits for an answer it asks no more', async () => {
  const visitor = openVisitorSocket('a download' as DownloadId, 'a token');
  socket.emit('ready');
  socket.refuse(new Error('no answer'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(socket.joins).toBe(2);
  visitor.close();
  socket.refuse(new Error('no answer'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(socket.joins).toBe(2);
});
