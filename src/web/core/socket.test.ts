import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DeviceId } from '../../shared/core/ids.ts';
import { answerOk, stubBrowser } from '../../testing/browserStubs.ts';
import { closeSocket, openSocket, socketState, useDevice } from './socket.ts';

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
  refuse(): void {
    this.emit('connect_error', Object.assign(new Error(), { data: { kind: 'unauthenticated' } }));
  }
}

let socket: FakeSocket;
let made = 0;
/** So often does the part that knows sockets not arrive. */
let losses = 0;
const added = new Set<unknown>();
vi.mock('socket.io-client', () => ({
  get io() {
    if (losses-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
    return ({ auth }: { auth: Auth }) => {
      made += 1;
      socket = new FakeSocket(auth);
      return socket;
    };
  },
}));

const device = 'device' as DeviceId;

beforeEach(async () => {
  vi.stubGlobal('addEventListener', (_name: string, listener: unknown) => added.add(listener));
  await openSocket();
});
afterEach(() => {
  closeSocket();
  useDevice(null);
  added.clear();
  vi.useRealTimers();
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

test('one that is refused right after its session was renewed waits longer each time, until it is known', async () => {
  vi.useFakeTimers();
  stubBrowser({ fetch: answerOk });
  const untilAskedAgainMs = async () => {
    const before = socket.introductions.length;
    const since = Date.now();
    socket.refuse();
    while (socket.introductions.length === before) await vi.advanceTimersByTimeAsync(10);
    return Date.now() - since;
  };
  expect(await untilAskedAgainMs()).toBeLessThan(100);
  expect(await untilAskedAgainMs()).toBeGreaterThanOrEqual(1000);
  expect(await untilAskedAgainMs()).toBeGreaterThanOrEqual(2000);
  socket.emit('ready');
  expect(await untilAskedAgainMs()).toBeLessThan(100);
});

test('opened again, it listens for the network once', async () => {
  closeSocket();
  await openSocket();
  expect(added.size).toBe(1);
});

test('a part that does not arrive is asked for until it does', async () => {
  closeSocket();
  vi.useFakeTimers();
  [losses, made] = [2, 0];
  const opened = openSocket();
  expect(socketState()).toBe('connecting');
  await vi.advanceTimersByTimeAsync(1000);
  expect(made).toBe(0);
  await vi.advanceTimersByTimeAsync(2000);
  await opened;
  expect(made).toBe(1);
});

test('one that was closed before its part came connects nobody, and the next does', async () => {
  closeSocket();
  vi.useFakeTimers();
  [losses, made] = [0, 0];
  const overtaken = openSocket();
  closeSocket();
  await overtaken;
  expect(made).toBe(0);
  losses = 1;
  const first = openSocket();
  await vi.advanceTimersByTimeAsync(500);
  closeSocket();
  const second = openSocket();
  await vi.advanceTimersByTimeAsync(5000);
  await Promise.all([first, second]);
  expect(made).toBe(1);
});
