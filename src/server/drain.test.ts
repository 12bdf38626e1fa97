import { connect } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startApp } from '../testing/startApp.ts';
import { makeTestBrowser } from '../testing/testBrowser.ts';
import { prepareDrain } from './drain.ts';

let server: Awaited<ReturnType<typeof startApp>>;
let drain: () => Promise<void>;
let finishSlow: (() => void) | null;
const sockets: Socket[] = [];
const silent = { debug() {}, info() {}, warn() {}, error() {} };
beforeEach(async () => {
  finishSlow = null;
  server = await startApp(
    {},
    {
      beforeListening: (built) => {
        built.app.get('/slow', () => new Promise((resolve) => (finishSlow = () => resolve('whole'))));
        drain = prepareDrain({ ...built, log: silent, noticeMs: 2000 });
      },
    },
  );
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await server.close();
});

async function connectSomeone(name: string): Promise<Socket> {
  const browser = makeTestBrowser(server.app);
  await browser.mutate('accounts.register', {
    username: name,
    email: `${name}@drain.example`,
    password: 'long enough',
  });
  const socket = io(server.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie: browser.cookieHeader(), origin: server.url },
  });
  sockets.push(socket);
  await new Promise<void>((resolve) => socket.once('ready', () => resolve()));
  return socket;
}

const isRefused = () =>
  new Promise<boolean>((resolve) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => socket.destroy() && resolve(false)).once('error', () => resolve(true));
  });

test('it first says that it is not ready, and serves on; each answer then ends its connection', async () => {
  const drained = drain();
  const ready = await fetch(`${server.url}/health/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ status: 'draining' });
  expect(ready.headers.get('connection')).toBe('close');
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  await drained;
  expect(await isRefused()).toBe(true);
});

test('sockets are told to move once nobody comes in any more; one that stays is closed, not sent away', async () => {
  const [mover, stayer] = [await connectSomeone('mover'), await connectSomeone('stayer')];
  const closedBecause = new Promise((resolve) => stayer.once('disconnect', resolve));
  const told = new Promise<{ withinMs: number; wasRefused: boolean }>((resolve) =>
    mover.once('server:moving', async ({ withinMs }) => {
      resolve({ withinMs, wasRefused: await isRefused() });
      mover.disconnect();
    }),
  );
  await drain();
  expect(await told).toEqual({ withinMs: 250, wasRefused: true });
  // 'io server disconnect' would keep it from coming back by itself.
  expect(await closedBecause).toBe('transport close');
});

test('what is under way is answered to its end', async () => {
  const answer = fetch(`${server.url}/slow`).then((response) => response.text());
  await expect.poll(() => finishSlow).not.toBeNull();
  let isDrained = false;
  const drained = drain().then(() => {
    isDrained = true;
  });
  await expect.poll(isRefused).toBe(true);
  expect(isDrained).toBe(false);
  finishSlow?.();
  expect(await answer).toBe('whole');
  await drained;
});
