import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get as getPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as getOverTls } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Certificate, localCertificate } from './localCertificate.ts';
import { redirectPlain } from './plainRedirect.ts';

let folder: string;
let certificate: Certificate;
let app: FastifyInstance;
let port: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spotlight-plain-'));
  certificate = await localCertificate(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => app.close());

async function serve(limitMs?: number): Promise<void> {
  const options = { https: certificate, forceCloseConnections: true } as FastifyServerOptions;
  app = Fastify(options) as FastifyInstance;
  redirectPlain(app, certificate, limitMs);
  app.get('/*', async () => 'served');
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
}

async function ask(options: RequestOptions): Promise<IncomingMessage> {
  const request = getPlain({ host: '127.0.0.1', port, agent: false, ...options });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

async function say(words: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  socket.on('error', () => {}).resume();
  if (words) socket.write(words);
  return socket;
}

test('over TLS the app is served', async () => {
  await serve();
  const request = getOverTls({ host: '127.0.0.1', port, ca: certificate.cert, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect((await response.setEncoding('utf8').toArray()).join('')).toBe('served');
});

test.each(['localhost', '127.0.0.1'])('in plain http://%s is led to the same page over HTTPS', async (name) => {
  await serve();
  const response = await ask({ path: '/events?when=now', headers: { host: `${name}:${port}` } });
  expect(response.statusCode).toBe(308);
  expect(response.headers).toMatchObject({
    location: `https://${name}:${port}/events?when=now`,
    'cache-control': 'no-store',
    connection: 'close',
  });
});

test('without a port it is the one of plain HTTP', async () => {
  await serve();
  expect((await ask({ headers: { host: 'localhost' } })).headers.location).toBe('https://localhost:80/');
});

test.each([
  ['another machine', 'evil.example', '/'],
  ['another machine behind a name of this one', 'localhost@evil.example', '/'],
  ['another machine that begins like this one', 'localhost.evil.example', '/'],
  ['no host at all', '', '/'],
  ['what is no host', 'a b%', '/'],
  ['the whole address of another machine', 'evil.example', 'http://evil.example/'],
])('who asks for %s is led to the address that was reached', async (_what, host, path) => {
  await serve();
  expect((await ask({ path, headers: { host } })).headers.location).toBe(`https://127.0.0.1:${port}/`);
});

test('a path that looks like a host stays a path', async () => {
  await serve();
  const { headers } = await ask({ path: '//evil.example/', headers: { host: `localhost:${port}` } });
  expect(headers.location).toBe(`https://localhost:${port}//evil.example/`);
});

test('what is neither TLS nor HTTP is closed, and whoever comes next is served', async () => {
  await serve();
  await once(await say('\0\0 anything at all\r\n\r\n'), 'close');
  (await say('G')).resetAndDestroy();
  (await say('')).end();
  expect((await ask({})).statusCode).toBe(308);
});

test.each([
  ['says nothing', ''],
  ['never comes to an end', 'GET / HTTP/1.1\r\nhost: '],
])('who %s is closed after a while', async (_who, words) => {
  await serve(50);
  await once(await say(words), 'close');
});

test('the end of the server is the end of whoever still waits', async () => {
  await serve();
  const waiting = [await say(''), await say('GET / HTTP/1.1\r\n')];
  // Whoever came before them has been answered: the server has taken them.
  await ask({});
  const closed = Promise.all(waiting.map((socket) => once(socket, 'close')));
  await app.close();
  await closed;
});
