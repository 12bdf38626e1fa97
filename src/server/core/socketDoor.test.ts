import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, expect, it, vi } from 'vitest';
import { silentMeters } from '../../testing/silentMeters.ts';
import { makeMemoryRateLimits } from '../adapters/rateLimits.ts';
import { makeAddressOf } from './addressOf.ts';
import type { BrowserFamily } from './browserFamily.ts';
import { budgets, type RateLimits, type Topic } from './ports.ts';
import { type Door, serveDoor } from './socketDoor.ts';
import { SocketRegistry } from './socketRegistry.ts';

interface Guest {
  id: string;
  browser: BrowserFamily;
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const unlimited: RateLimits = { spend: async () => {}, giveBack: async () => {} };

/** A door where everyone is the same person, and what they hear is answered in turn. */
async function openDoor(answers: (() => string[])[], limits = unlimited) {
  const registry = new SocketRegistry<Guest>();
  let asked = 0;
  registry.hears(async () => answers[Math.min(asked++, answers.length - 1)]!() as Topic[]);
  const httpServer = createServer();
  const server = new Server(httpServer, { serveClient: false });
  const door: Door<Guest> = {
    registry,
    authenticate: async () => ({ identity: {}, checkAt: new Date(Date.now() + 60_000) }),
    recheck: async () => ({ checkAt: new Date(Date.now() + 60_000) }),
    topicsOf: () => [],
    budgetKeyOf: ({ id }) => id,
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  serveDoor(server.of('/'), door, { limits, log, meters: silentMeters, addressOf: makeAddressOf(['loopback']) });
  await new Promise<void>((listening) => httpServer.listen(0, '127.0.0.1', listening));
  closing.push(async () => server.close());
  const { port } = httpServer.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}

function connect(url: string, address = '203.0.113.1'): { socket: Socket; heard: string[] } {
  const extraHeaders = { 'x-forwarded-for': address };
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders });
  const heard: string[] = [];
  socket.onAny((name: string) => void heard.push(name));
  closing.push(async () => socket.disconnect());
  return { socket, heard };
}

it('whoever leaves an event while their socket opens does not hear it', async () => {
  const { server, url } = await openDoor([() => ['event:one', 'event:left'], () => ['event:one']]);
  const { heard } = connect(url);
  await vi.waitFor(() => expect(heard).toEqual(['ready']));
  server.to('event:left').emit('said at the one that was left');
  server.to('event:one').emit('said at the other');
  await vi.waitFor(() => expect(heard).toEqual(['ready', 'said at the other']));
});

it('a socket whose topics cannot be read is cut, and hears everything when it comes again', async () => {
  const fails = () => {
    throw new Error('the database is away');
  };
  const { server, url } = await openDoor([fails, () => ['event:one']]);
  const { socket, heard } = connect(url);
  const reason = await new Promise((tell) => socket.once('disconnect', tell));
  expect(reason).toBe('io server disconnect');
  expect(heard).toEqual([]);
  socket.connect();
  await vi.waitFor(() => expect(heard).toEqual(['ready']));
  server.to('event:one').emit('said');
  await vi.waitFor(() => expect(heard).toEqual(['ready', 'said']));
});

it('an address that opens sockets without end is told to wait, and others come in', async () => {
  const limits = makeMemoryRateLimits();
  const { url } = await openDoor([() => []], limits);
  await limits.spend('handshake', '203.0.113.1', budgets.handshake.points - 1);
  const last = connect(url);
  await vi.waitFor(() => expect(last.heard).toEqual(['ready']));
  const { socket } = connect(url);
  const refusal = await new Promise<Error & { data?: unknown }>((tell) => socket.once('connect_error', tell));
  expect(refusal.data).toMatchObject({ code: 'request.rate_limited', retryAfterSeconds: expect.any(Number) });
  const other = connect(url, '203.0.113.2');
  await vi.waitFor(() => expect(other.heard).toEqual(['ready']));
});

it('there is room for a venue of two thousand sockets that come back at once, four times a minute', () => {
  expect(budgets.handshake.points / budgets.handshake.seconds).toBeGreaterThanOrEqual((4 * 2000) / 60);
});
