import { once } from 'node:events';
import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { expect, it } from 'vitest';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';

/** Begins to send a body, and stops; resolves when it is cut. */
async function stall({ url }: TestApp, path: string): Promise<void> {
  const { host, hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {}).resume();
  const headers = `host: ${host}\r\norigin: ${url}\r\ncontent-type: application/json\r\ncontent-length: 1000`;
  socket.write(`POST ${path} HTTP/1.1\r\n${headers}\r\n\r\n{"half":`);
  await once(socket, 'close');
}

it('a body that has stopped coming is cut; a socket on which nothing is said is not', async () => {
  const server = await startApp();
  expect(server.app.server.timeout).toBeGreaterThan(10_000);
  server.app.server.setTimeout(200);
  const page = makeTestBrowser(server.app);
  await page.mutate('accounts.register', { username: 'Ada', email: 'ada@example.org', password: 'long enough' });
  const socket = io(server.url, { transports: ['websocket'], extraHeaders: { cookie: page.cookieHeader() } });
  await new Promise((resolve) => socket.once('ready', resolve as () => void));
  const cuts: string[] = [];
  socket.on('disconnect', (reason) => cuts.push(reason));
  await stall(server, '/trpc/accounts.logIn');
  await stall(server, '/nowhere');
  expect(cuts).toEqual([]);
  socket.disconnect();
  await server.close();
});
