import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import Fastify from 'fastify';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WireError } from '../../shared/core/errors.ts';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';
import { cookieJar } from '../core/cookieJar.ts';
import { accessTokensIn } from './socketCookies.ts';
import { ACCESS_COOKIE } from './tokens.ts';

let server: Awaited<ReturnType<typeof startApp>>;
beforeAll(async () => {
  server = await startApp();
  // The first queries and the first password of a process are slow; no test should pay for them.
  await signUp();
});
afterAll(() => server.close());

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

function connect(cookieHeader: string, headers: Record<string, string> = {}, auth: object = {}) {
  const socket = io(server.url, {
    transports: ['websocket'],
    reconnection: false,
    auth,
    extraHeaders: { ...(cookieHeader ? { cookie: cookieHeader } : {}), ...headers },
  });
  sockets.push(socket);
  const heard: string[] = [];
  socket.onAny((name: string) => heard.push(name));
  const ready = new Promise<void>((resolve, reject) => {
    socket.once('ready', resolve);
    socket.once('connect_error', reject);
  });
  // Awaited by those tests that expect to get in; whoever expects a refusal awaits it as such.
  ready.catch(() => {});
  const cut = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
  return { heard, ready, cut };
}
const refusalOf = (ready: Promise<void>) =>
  ready.then(
    () => 'let in',
    (error: { data?: WireError; message: string }) => error.data?.code ?? error.message,
  );

async function signUp() {
  const page = makeTestBrowser(server.app);
  const username = `u${randomUUID().slice(0, 8)}`;
  await page.mutate('accounts.register', { username, email: `${username}@example.org`, password: 'a-password' });
  return Object.assign(page, { username });
}

describe('a socket', () => {
  it('is let in with an access token and cut when its session logs out, after being told', async () => {
    const page = await signUp();
    const socket = connect(page.cookieHeader());
    await socket.ready;
    await page.mutate('accounts.logOut');
    await socket.cut;
    expect(socket.heard).toEqual(['ready', 'session:ended']);
  });

  it('of another browser of the same person stays open', async () => {
    const page = await signUp();
    const phone = makeTestBrowser(server.app);
    await phone.mutate('accounts.logIn', { login: page.username, password: 'a-password' });
    const [here, there] = [connect(page.cookieHeader()), connect(phone.cookieHeader())];
    await Promise.all([here.ready, there.ready]);
    await page.mutate('accounts.logOut');
    await here.cut;
    expect(there.heard).toEqual(['ready']);
    await phone.mutate('accounts.updateProfile', { username: `${page.username}x` });
    await expect.poll(() => there.heard).toEqual(['ready', 'account:changed']);
  });

  it('is cut when its session is ended from another browser', async () => {
    const page = await signUp();
    const phone = makeTestBrowser(server.app);
    await phone.mutate('accounts.logIn', { login: page.username, password: 'a-password' });
    const socket = connect(phone.cookieHeader());
    await socket.ready;
    await page.mutate('accounts.endOtherSessions');
    await socket.cut;
    expect(socket.heard).toContain('session:ended');
    expect(await refusalOf(connect(phone.cookieHeader()).ready)).toBe('accounts.not_signed_in');
  });

  it('without a token, or with one of a session that logged out, is refused', async () => {
    expect(await refusalOf(connect('').ready)).toBe('accounts.not_signed_in');
    const page = await signUp();
    const old = page.cookieHeader();
    await page.mutate('accounts.logOut');
    expect(await refusalOf(connect(old).ready)).toBe('accounts.not_signed_in');
  });

  it('opened by a page of another origin is refused', async () => {
    const page = await signUp();
    const foreign = connect(page.cookieHeader(), { origin: 'https://evil.example' });
    expect(await refusalOf(foreign.ready)).not.toBe('let in');
  });

  it('may claim a device of its own account only', async () => {
    const page = await signUp();
    const deviceId = randomUUID();
    const key = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const raw = await crypto.subtle.exportKey('raw', (key as CryptoKeyPair).publicKey);
    const publicKey = Buffer.from(raw).toString('base64');
    expect((await page.mutate('accounts.registerDevice', { deviceId, publicKey })).status).toBe(200);
    const claim = (cookieHeader: string) =>
      server.services.accounts.authenticateSocket({ cookie: cookieHeader, deviceId });
    expect((await claim(page.cookieHeader())).deviceId).toBe(deviceId);
    const other = await signUp();
    expect((await claim(other.cookieHeader())).deviceId).toBeNull();
    const stolen = await other.mutate('accounts.registerDevice', { deviceId, publicKey });
    expect(stolen).toMatchObject({ status: 403, error: { code: 'accounts.device_unknown' } });
  });
});

describe('the access cookie', () => {
  it('over HTTPS carries the __Host- prefix and is Secure', async () => {
    const app = Fastify({ trustProxy: true });
    await app.register(cookie);
    app.get('/', async (request, reply) => {
      cookieJar(request, reply).set(ACCESS_COOKIE, 'x', 900);
      return '';
    });
    const { headers } = await app.inject({ url: '/', headers: { 'x-forwarded-proto': 'https' } });
    expect(headers['set-cookie']).toBe(
      `__Host-${ACCESS_COOKIE}=x; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax`,
    );
  });

  it('is found under both names, the secure one first', () => {
    expect(accessTokensIn(`a=b; ${ACCESS_COOKIE}=plain; __Host-${ACCESS_COOKIE}=secure;x`)).toEqual([
      'secure',
      'plain',
    ]);
    expect(accessTokensIn('')).toEqual([]);
  });
});
