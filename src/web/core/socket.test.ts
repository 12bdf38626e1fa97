import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DeviceId } from '../../shared/core/ids.ts';
import { closeSocket, openSocket, useDevice } from './socket.ts';

type Auth = (tell: (facts: { deviceId: DeviceId | null }) => void) => void;

/** A socket that introduces itself when it is told to connect, and is connected when the test says so. */
class FakeSocket extends EventEmitter {
  connected = false;
  introductions: (DeviceId | null)[] = [];
  readonly #auth: Auth;
  constructor(auth: Auth) {
    super();
    this.#auth = auth;
    this.connect();
  }
  onAny = () => this;
  connect(): this {
    this.#auth(({ deviceId }) => void this.introductions.push(deviceId));
    return this;
  }
  disconnect(): this {
    this.connected = false;
    return this;
  }
  arrive(): void {
    this.connected = true;
    this.emit('connect');
  }
}

let socket: FakeSocket;
vi.mock('socket.io-client', () => ({
  io: ({ auth }: { auth: Auth }) => {
    socket = new FakeSocket(auth);
    return socket;
  },
}));

const device = 'device' as DeviceId;

beforeEach(async () => {
  vi.stubGlobal('addEventListener', () => {});
  await openSocket();
});
afterEach(() => {
  closeSocket();
  useDevice(null);
  vi.unstubAllGlobals();
});

test('a device that gets its name while the socket is on its way is introduced once it has arrived', () => {
  useDevice(device);
  expect(socket.introductions).toEqual([null]);
  socket.arrive();
  expect(socket.introductions).toEqual([null, device]);
  socket.arrive();
  expect(socket.introductions).toEqual([null, device]);
});

test('one that gets it later is introduced at once', () => {
  socket.arrive();
  useDevice(device);
  expect(socket.introductions).toEqual([null, device]);
});
