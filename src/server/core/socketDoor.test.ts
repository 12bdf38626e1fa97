import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type Ack, DomainError } from '../../shared/core/errors.ts';
import { silentMeters } from '../../testing/silentMeters.ts';
import { makeMemoryRateLimits } from '../adapters/rateLimits.ts';
import { makeAddressOf } from './addressOf.ts';
import type { BrowserFamily } from './browserFamily.ts';
import { budgets } from './budgets.ts';
import type { RateLimits, Topic } from './ports.ts';
import { type Door, serveDoor } from './socketDoor.ts';
import { SocketRegistry } from './socketRegistry.ts';

interface Guest {
  id: string;
  name: string;
  browser: BrowserFamily;
}

const VENUE = '203.0.113.1';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const unlimited: RateLimits = { spend: async () => {}, giveBack: async () => {} };

/** A door where all are let in who say their name, and what they hear is answered in turn. */
async function openDoor(answers: (() => string[])[], limits = unlimited, given: Partial<Door<Guest>> = {}) {
  const registry = new SocketRegistry<Guest>();
  let asked = 0;
  registry.hears(async () => answers[Math.min(asked++, answers.length - 1)]!() as Topic[]);
  const httpServer = createServer();
  // Whoever is refused is to be cut before anything else cuts them.
  const server = new Server(httpServer, { serveClient: false, connectTimeout: 600_000 });
  const door: Door<Guest> = {
    registry,
    authenticate: async ({ auth }) => {
      if (typeof auth.name !== 'string') throw new DomainError('accounts.not_signed_in');
      return { identity: { name: auth.name }, checkAt: new Date(Date.now() + 60_000) };
    },
    recheck: async () => ({ checkAt: new Date(Date.now() + 60_000) }),
    topicsOf: () => [],
    budgetKeyOf: ({ name }) => name,
    ...given,
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  serveDoor(server.of('/'), door, { limits, log, meters: silentMeters, addressOf: makeAddressOf(['loopback']) });
  await new Promise<void>((listening) => httpServer.listen(0, '127.0.0.1', listening));
  closing.push(async () => server.close());
  const { port } = httpServer.address() as AddressInfo;
  return { server, registry, url: `http://127.0.0.1:${port}` };
}

function connect(url: string, name = 'Ada'): { socket: Socket; heard: string[] } {
  const extraHeaders = { 'x-forwarded-for': VENUE };
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders,
    auth: { name },
  });
  const heard: string[] = [];
  socket.onAny((said: string) => void heard.push(said));
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

it('whoever opens sockets without end is told to wait, and others of the same address come in', async () => {
  const limits = makeMemoryRateLimits();
  const { url } = await openDoor([() => []], limits);
  await limits.spend('handshake', 'Eve', budgets.handshake.points - 1);
  const last = connect(url, 'Eve');
  await vi.waitFor(() => expect(last.heard).toEqual(['ready']));
  const { socket } = connect(url, 'Eve');
  const refusal = await new Promise<Error & { data?: unknown }>((tell) => socket.once('connect_error', tell));
  expect(refusal.data).toMatchObject({ code: 'request.rate_limited', retryAfterSeconds: expect.any(Number) });
  const other = connect(url, 'Ada');
  await vi.waitFor(() => expect(other.heard).toEqual(['ready']));
});

/** A client that does not leave when it is refused: what it is told, and the end. */
async function insist(url: string, times: number): Promise<string[]> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    headers: { 'x-forwarded-for': VENUE },
  });
  const heard: string[] = [];
  ws.on('message', (packet) => void heard.push(String(packet)));
  await once(ws, 'open');
  for (let n = 0; n < times; n++) ws.send('40{}');
  await once(ws, 'close');
  return heard.filter((packet) => packet.startsWith('44'));
}

it('a connection that is refused and asks again and again is closed, and keeps nobody out', async () => {
  const limits = makeMemoryRateLimits();
  const { url } = await openDoor([() => []], limits);
  const refusals = await insist(url, 3);
  expect(refusals).toEqual(Array(3).fill(expect.stringContaining('accounts.not_signed_in')));
  await limits.spend('refusedHandshake', VENUE, budgets.refusedHandshake.points - 3);
  expect(await insist(url, 1)).toEqual(refusals.slice(0, 1));
  const { heard } = connect(url);
  await vi.waitFor(() => expect(heard).toEqual(['ready']));
});

it('what one socket asks for waits in turn up to a hundred; more is refused without being kept', async () => {
  const { registry, url } = await openDoor([() => []]);
  let letGo = () => {};
  const held = new Promise<null>((done) => {
    letGo = () => done(null);
  });
  registry.command('conversation:type', z.unknown(), () => held);
  const { socket, heard } = connect(url);
  await vi.waitFor(() => expect(heard).toEqual(['ready']));
  const answers: Ack<null>[] = [];
  for (let n = 0; n < 150; n++) socket.emit('conversation:type', {}, (ack: Ack<null>) => void answers.push(ack));
  await vi.waitFor(() => expect(answers).toHaveLength(50));
  const refusal = { ok: false, error: expect.objectContaining({ code: 'request.rate_limited' }) };
  expect(answers).toEqual(Array(50).fill(refusal));
  letGo();
  await vi.waitFor(() => expect(answers).toHaveLength(150));
  expect(answers.slice(50)).toEqual(Array(100).fill({ ok: true, data: null }));
  expect(await socket.emitWithAck('conversation:type', {})).toEqual({ ok: true, data: null });
});

it('there is room for a venue of two thousand sockets that are refused at once, four times a minute', () => {
  expect(budgets.refusedHandshake.points / budgets.refusedHandshake.seconds).toBeGreaterThanOrEqual((4 * 2000) / 60);
});

describe('when what vouched for a socket ends', () => {
  afterEach(() => void vi.useRealTimers());

  /** Someone who is let in, and is looked at again at once. */
  async function letIn(second: () => Promise<{ checkAt: Date } | null>) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const later = async () => ({ checkAt: new Date(Date.now() + 3600_000) });
    const recheck = vi
      .fn(later)
      .mockImplementationOnce(later)
      .mockImplementationOnce(second as typeof later);
    const authenticate = async () => ({ identity: { name: 'Ada' }, checkAt: new Date() });
    const { server, url } = await openDoor([() => []], unlimited, { recheck, authenticate });
    const { socket } = connect(url);
    await new Promise<void>((ready) => socket.once('ready', ready));
    expect(recheck).toHaveBeenCalledOnce();
    return { server, socket, recheck };
  }

  it('it is cut if its time is over', async () => {
    const { socket, recheck } = await letIn(async () => null);
    const cut = new Promise((tell) => socket.once('disconnect', tell));
    await vi.advanceTimersByTimeAsync(1000);
    expect(recheck).toHaveBeenCalledTimes(2);
    expect(await cut).toBe('io server disconnect');
  });

  it.each([
    { what: 'it goes on', second: async () => ({ checkAt: new Date(Date.now() + 5000) }), againAfterMs: 5000 },
    { what: 'nobody can say', second: () => Promise.reject(new Error('away')), againAfterMs: 10_000 },
  ])('it stays if $what, and is looked at again', async ({ second, againAfterMs }) => {
    const { server, socket, recheck } = await letIn(second);
    await vi.advanceTimersByTimeAsync(1000);
    expect(recheck).toHaveBeenCalledTimes(2);
    const heard = new Promise((tell) => socket.once('said', tell));
    server.emit('said', 'after it was looked at');
    expect(await heard).toBe('after it was looked at');
    await vi.advanceTimersByTimeAsync(againAfterMs);
    expect(recheck).toHaveBeenCalledTimes(3);
  });

  it('one that has left is not looked at any more', async () => {
    const { server, socket, recheck } = await letIn(async () => null);
    const [served] = server.of('/').sockets.values();
    const left = new Promise((tell) => served!.once('disconnect', tell));
    socket.disconnect();
    await left;
    await vi.advanceTimersByTimeAsync(5000);
    expect(recheck).toHaveBeenCalledOnce();
  });
});
