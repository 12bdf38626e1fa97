import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NginxServer, startNginx } from '../services/nginxServer.ts';
import { askHttps } from './askHttps.ts';
import { type StandInNode, startStandInNode } from './standInNode.ts';

let nodes: [StandInNode, StandInNode];
let nginx: NginxServer;
let relayFolder: string;
beforeAll(async () => {
  relayFolder = mkdtempSync(join(tmpdir(), 'spotlight-relay-'));
  writeFileSync(join(relayFolder, 'piece.sealed'), '0123456789');
  nodes = [await startStandInNode('one'), await startStandInNode('two')];
  nginx = await startNginx({ nodePorts: nodes.map(({ port }) => port), relayFolder });
});
afterAll(async () => {
  await nginx.stop();
  await Promise.all(nodes.map((node) => node.close()));
  rmSync(relayFolder, { recursive: true });
});

const ask = (path: string, how: Partial<Parameters<typeof askHttps>[1]> = {}) =>
  askHttps(`${nginx.url}${path}`, { ca: nginx.certificate, ...how });
const askRelay = (path: string, how: Partial<Parameters<typeof askHttps>[1]> = {}) =>
  askHttps(`${nginx.relayUrl}${path}`, { ca: nginx.certificate, ...how });
const countOf = (rawHeaders: string[], name: string) => rawHeaders.filter((one) => one.toLowerCase() === name).length;

function openTls(url: string, servername: string, protocols: string[]): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const where = { host: 'localhost', port: Number(new URL(url).port), servername, ALPNProtocols: protocols };
    const socket = connectTls({ ...where, ca: nginx.certificate }, () => resolve(socket));
    socket.once('error', reject);
  });
}

test('plain HTTP leads pages to HTTPS, under the name that was set up whatever Host says', async () => {
  const page = await fetch(`${nginx.httpUrl}/e/abc?x=1`, { redirect: 'manual', headers: { host: 'evil.example' } });
  expect(page.status).toBe(301);
  expect(page.headers.get('location')).toBe(`${nginx.url}/e/abc?x=1`);
});

test.each(['/trpc/accounts.login', '/socket.io/?EIO=4&transport=polling', '/relay', '/relay/x'])(
  'plain HTTP refuses %s',
  async (path) => {
    const before = nodes.map(({ seen }) => seen.length);
    expect((await fetch(`${nginx.httpUrl}${path}`, { method: 'POST' })).status).toBe(403);
    expect(nodes.map(({ seen }) => seen.length)).toEqual(before);
  },
);

test('a certificate authority finds its challenge over plain HTTP', async () => {
  const folder = join(nginx.acmeFolder, '.well-known/acme-challenge');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'token'), 'answer');
  const answer = await fetch(`${nginx.httpUrl}/.well-known/acme-challenge/token`);
  expect(await answer.text()).toBe('answer');
});

test('the app speaks HTTP/2, the relay’s port only HTTP/1.1, and other names get no certificate', async () => {
  const app = await openTls(nginx.url, 'localhost', ['h2', 'http/1.1']);
  const relay = await openTls(nginx.relayUrl, 'localhost', ['h2', 'http/1.1']);
  expect([app.alpnProtocol, relay.alpnProtocol]).toEqual(['h2', 'http/1.1']);
  app.destroy();
  relay.destroy();
  await expect(openTls(nginx.url, 'other.example', ['h2'])).rejects.toThrow(/unrecognized.name/i);
});

test('over HTTP/2 a node learns which host was asked, by whom, and how', async () => {
  const session = connectHttp2(nginx.url, { ca: nginx.certificate });
  const stream = session.request({
    ':path': '/trpc/x',
    'x-forwarded-for': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
  });
  let body = '';
  for await (const piece of stream) body += piece;
  session.close();
  const { headers } = JSON.parse(body) as { headers: Record<string, string> };
  expect(headers).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-real-ip': '127.0.0.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': new URL(nginx.url).host,
  });
  expect(headers.forwarded).toBeUndefined();
});

test('a WebSocket gets through, and what it says', async () => {
  const socket = await openTls(nginx.url, 'localhost', ['http/1.1']);
  let heard = '';
  socket.on('data', (piece) => {
    heard += piece;
  });
  socket.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  await expect.poll(() => heard).toMatch(/^HTTP\/1\.1 101[\s\S]*\r\n\r\n/);
  socket.write('hello');
  await expect.poll(() => heard).toMatch(/hello$/);
  socket.destroy();
});

test('browsers behind one address are spread over the nodes, and each stays with its own', async () => {
  const reached = new Set<string>();
  for (let browser = 0; browser < 16; browser += 1) {
    const first = await ask('/socket.io/?EIO=4&transport=polling');
    const cookie = String(first.headers['set-cookie']?.[0]);
    expect(cookie).toMatch(/^node=\w{32}; Path=\/socket.io\/; Secure; HttpOnly; SameSite=Lax$/);
    const node = (JSON.parse(first.body) as { node: string }).node;
    reached.add(node);
    const again = { headers: { cookie: cookie.split(';')[0] } };
    for (let poll = 0; poll < 3; poll += 1) {
      const next = await ask('/socket.io/?EIO=4&transport=polling&sid=x', again);
      expect((JSON.parse(next.body) as { node: string }).node).toBe(node);
      expect(next.headers['set-cookie']).toBeUndefined();
    }
  }
  expect([...reached].sort()).toEqual(['one', 'two']);
});

test('security headers come once, also where nginx itself answers', async () => {
  for (const path of ['/', '/socket.io/?x', '/relay/x']) {
    const { headers, rawHeaders } = await ask(path);
    expect(headers['strict-transport-security']).toBe('max-age=1');
    expect(countOf(rawHeaders, 'strict-transport-security')).toBe(1);
    expect(countOf(rawHeaders, 'x-content-type-options')).toBe(1);
    expect(headers.server).toBe('nginx');
  }
  const own = await ask('/trpc/x', { method: 'POST', headers: { 'content-length': 4_000_000 } });
  expect(own.status).toBe(413);
  expect(JSON.parse(own.body)).toEqual({ error: { code: 'request.too_large', kind: 'too_large' } });
  expect(own.headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
  });
});

test('figures are not for the public', async () => {
  expect((await ask('/metrics')).status).toBe(404);
});

const MB = 1_048_576;
test('an upload of 499 MB is let through, one of 501 MB is refused before it begins', async () => {
  const refused = await askRelay('/relay/x', { method: 'PATCH', headers: { 'content-length': 501 * MB } });
  expect(refused.status).toBe(413);
  expect(refused.headers['strict-transport-security']).toBe('max-age=31536000');
  const before = nodes.map((node) => node.bodyBytes());
  const accepted = await askRelay('/relay/x', {
    method: 'PATCH',
    headers: { 'content-length': 499 * MB },
    body: async (request) => {
      const piece = Buffer.alloc(MB);
      for (let sent = 0; sent < 499; sent += 1) {
        if (!request.write(piece)) await new Promise((resolve) => request.once('drain', resolve));
      }
      request.end();
    },
  });
  expect(accepted.status).toBe(200);
  const arrived = nodes.map((node, index) => node.bodyBytes() - (before[index] ?? 0));
  expect(Math.max(...arrived)).toBe(499 * MB);
});

test('an upload reaches the node while it is still coming', async () => {
  const before = nodes.map((node) => node.bodyBytes());
  const arrived = () => nodes.reduce((sum, node, index) => sum + node.bodyBytes() - (before[index] ?? 0), 0);
  const answer = await askRelay('/relay/x', {
    method: 'PATCH',
    headers: { 'content-length': 2 * MB },
    body: async (request) => {
      request.write(Buffer.alloc(MB));
      await expect.poll(arrived).toBe(MB);
      request.end(Buffer.alloc(MB));
    },
  });
  expect(answer.status).toBe(200);
});

test('pages of the app may use the relay’s port, others may not, and only for the relay', async () => {
  const origin = nginx.url;
  const preflight = await askRelay('/relay/x', { method: 'OPTIONS', headers: { origin } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': expect.stringContaining('PATCH'),
  });
  const answer = await askRelay('/relay/x', { headers: { origin } });
  expect(answer.headers['access-control-allow-origin']).toBe(origin);
  expect(answer.headers['access-control-expose-headers']).toContain('Upload-Offset');
  // To a node the port is none of its own: it judges the origin by the host of the app.
  expect((JSON.parse(answer.body) as { headers: Record<string, string> }).headers['x-forwarded-host']).toBe(
    new URL(nginx.url).host,
  );
  const other = await askRelay('/relay/x', { headers: { origin: 'https://evil.example' } });
  expect(other.headers['access-control-allow-origin']).toBeUndefined();
  expect((await askRelay('/trpc/x')).status).toBe(404);
});

test('a piece that a node has let go comes from the disk, by range, with what the node said of it', async () => {
  const node = await startStandInNode('accel', (_request, response) => {
    response.setHeader('x-accel-redirect', '/relay-bytes/piece.sealed');
    response.setHeader('content-security-policy', "default-src 'none'; sandbox");
    response.setHeader('content-disposition', 'attachment');
    response.setHeader('cache-control', 'private, no-store');
    response.setHeader('content-type', 'application/octet-stream');
    response.end();
  });
  const server = await startNginx({ nodePorts: [node.port], relayFolder });
  const how = { ca: server.certificate, headers: { range: 'bytes=3-5', origin: server.url } };
  for (const url of [server.url, server.relayUrl]) {
    const part = await askHttps(`${url}/relay/segments/x`, how);
    expect([part.status, part.body]).toEqual([206, '345']);
    expect(part.headers).toMatchObject({
      'content-range': 'bytes 3-5/10',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': 'attachment',
      'cache-control': 'private, no-store',
      'content-type': 'application/octet-stream',
      'access-control-allow-origin': server.url,
    });
    expect(countOf(part.rawHeaders, 'content-security-policy')).toBe(1);
    const seenBefore = node.seen.length;
    expect((await askHttps(`${url}/relay-bytes/piece.sealed`, how)).status).toBe(404);
    expect(node.seen.length).toBe(seenBefore);
  }
  await server.stop();
  await node.close();
});

test('whoever asks too slowly is cut', async () => {
  const socket = await openTls(nginx.url, 'localhost', ['http/1.1']);
  let isClosed = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    isClosed = true;
  });
  socket.resume();
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
  const drip = setInterval(() => socket.write('x'), 500);
  await expect.poll(() => isClosed, { timeout: 40_000 }).toBe(true);
  clearInterval(drip);
});

test('a node that is gone is passed over, also by those who were with it', async () => {
  const [left, leaving] = [await startStandInNode('left'), await startStandInNode('leaving')];
  const server = await startNginx({ nodePorts: [left.port, leaving.port] });
  await leaving.close();
  const cookies = Array.from({ length: 12 }, (_, index) => `node=browser${index}`);
  for (const cookie of cookies) {
    const answer = await askHttps(`${server.url}/socket.io/?x`, { ca: server.certificate, headers: { cookie } });
    expect([answer.status, JSON.parse(answer.body).node]).toEqual([200, 'left']);
    const posted = await askHttps(`${server.url}/trpc/x`, { method: 'POST', body: '{}', ca: server.certificate });
    expect(posted.status).toBe(200);
  }
  await server.stop();
  await left.close();
});

test('what a node may have done is not asked of another', async () => {
  const breaks = () => startStandInNode('breaks', (request) => request.socket.destroy());
  const [one, other] = [await breaks(), await breaks()];
  const server = await startNginx({ nodePorts: [one.port, other.port] });
  const posted = await askHttps(`${server.url}/trpc/x`, { method: 'POST', body: '{}', ca: server.certificate });
  expect(posted.status).toBe(502);
  expect(one.seen.length + other.seen.length).toBe(1);
  await server.stop();
  await Promise.all([one.close(), other.close()]);
});
