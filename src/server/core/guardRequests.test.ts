import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';
import { KNOWN_COOKIE } from '../accounts/knownBrowsers.ts';
import { ACCESS_COOKIE, REFRESH_COOKIE } from '../accounts/tokens.ts';

let server: Awaited<ReturnType<typeof startApp>>;
beforeAll(async () => {
  const webFolder = mkdtempSync(join(tmpdir(), 'web-'));
  mkdirSync(join(webFolder, 'assets'));
  writeFileSync(join(webFolder, 'index.html'), '<!doctype html>');
  writeFileSync(join(webFolder, 'assets/index-abc.js'), '');
  server = await startApp({}, { webFolder, trustProxy: ['127.0.0.1'] });
});
afterAll(() => server.close());

const page = { accept: 'text/html' };

describe('what browsers must enforce', () => {
  it.each([
    ['the page', 'GET', '/', 200, page],
    ['an address within the app', 'GET', '/events', 200, page],
    ['a script', 'GET', '/assets/index-abc.js', 200, {}],
    ['a procedure', 'GET', '/trpc/passwordReset.isOffered', 200, {}],
    ['a procedure that refuses', 'GET', '/trpc/accounts.me', 401, {}],
    ['a procedure that is none', 'GET', '/trpc/nothing', 404, {}],
    ['an upload that is refused', 'POST', '/relay', 401, {}],
    ['a download that is refused', 'GET', '/relay/segments/x', 401, {}],
    ['a picture that is refused', 'GET', '/avatars/x/y', 401, {}],
    ['health', 'GET', '/health/live', 200, {}],
    ['an address that is none', 'GET', '/nothing.txt', 404, {}],
    ['a request from another page', 'POST', '/trpc/accounts.logOut', 403, { origin: 'https://evil.example' }],
    ['a body that is none', 'POST', '/trpc/accounts.logIn', 400, { 'content-type': 'application/json' }],
  ] as const)('comes with %s', async (_what, method, url, status, headers) => {
    const answer = await server.app.inject({
      method,
      url,
      headers: { ...headers },
      payload: method === 'POST' ? '{' : '',
    });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': expect.stringContaining('max-age=31536000'),
      'permissions-policy': expect.stringContaining('geolocation=()'),
    });
    expect(answer.headers['content-security-policy']).toBeDefined();
    // Nobody else's pages may read anything, and nobody is told what answers.
    for (const name of ['access-control-allow-origin', 'server', 'x-powered-by']) {
      expect(answer.headers).not.toHaveProperty(name);
    }
  });

  it('keeps no answer of a procedure, and lets the page and its files be kept as their route says', async () => {
    const kept = async (url: string) => (await server.app.inject({ url, headers: page })).headers['cache-control'];
    expect(await kept('/trpc/passwordReset.isOffered')).toBe('no-store');
    expect(await kept('/trpc/accounts.me')).toBe('no-store');
    expect(await kept('/events')).toBe('no-cache');
    expect(await kept('/assets/index-abc.js')).toBe('public, max-age=31536000, immutable');
  });

  it('lets no inline script or style run, and nothing be loaded from elsewhere', async () => {
    const { headers } = await server.app.inject({ url: '/', headers: page });
    const policy = String(headers['content-security-policy']);
    expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|https?:/);
    for (const rule of ["script-src-attr 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(rule);
    }
  });

  it.each(['TRACE', 'QUERY'])('has no use for %s', async (method) => {
    const answer = await server.app.inject({ method: method as 'GET', url: '/trpc/accounts.me' });
    expect(answer.statusCode).toBe(404);
  });
});

describe('cookies', () => {
  const ada = { username: 'Ada', email: 'ada@example.org', password: 'spotlight-ada' };
  const asked = (headers: Record<string, string>, who = ada) =>
    server.app.inject({ method: 'POST', url: '/trpc/accounts.register', headers, payload: who });

  it('over HTTPS are tied to this host, and no script reads them', async () => {
    const answer = await asked({ 'x-forwarded-proto': 'https' });
    const set = [answer.headers['set-cookie']].flat();
    expect(set).toHaveLength(3);
    for (const cookie of set) {
      expect(cookie).toMatch(/^__Host-spotlight-\w+=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    }
  });

  it('that a sister site may have planted, without the prefix, count for nothing there', async () => {
    const eve = makeTestBrowser(server.app);
    await eve.mutate('accounts.register', { ...ada, username: 'Eve', email: 'eve@example.org' });
    expect([...eve.cookies.keys()].sort()).toEqual([ACCESS_COOKIE, KNOWN_COOKIE, REFRESH_COOKIE].sort());
    expect((await eve.query('accounts.me')).status).toBe(200);
    expect((await eve.query('accounts.me', undefined, { 'x-forwarded-proto': 'https' })).status).toBe(401);
  });
});
