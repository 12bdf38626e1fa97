import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { localAddresses } from '../../server/lan/localAddresses.ts';
import { meetingOptions } from '../harness/browsers.ts';
import { readTerminalQr } from '../readQr.ts';
import { freePort } from '../services/freePort.ts';
import { fillInLogin } from './support/accountForms.ts';
import { acceptFiles, arrive, meet, offerFiles, register, save, untilVerified } from './support/people.ts';
import { pollUntil } from './support/poll.ts';
import { briefly, type Product, startNewProduct, startProduct } from './support/product.ts';
import { nodeCount } from './support/severalNodes.ts';
import { makeFolder, makeRandomFile, sha256 } from './support/video.ts';

/** How the process itself behaves: addresses, a second one on the same data, its end. */
const products: Product[] = [];
const folder = makeFolder();
const keep = (product: Product) => {
  products.push(product);
  return product;
};
const serve = async (settings: Record<string, string> = {}) => keep(await startProduct(settings));
afterEach(async () => {
  for (const product of products.splice(0)) await product.stop();
});

test('the first start makes what it needs, and says when it is ready', async () => {
  const product = keep(await startNewProduct());
  expect((await fetch(`${product.url}/health/ready`)).status).toBe(200);
});

test('the page, its scripts and its styles come compressed', async () => {
  const product = await serve();
  const get = async (path: string, encoding: string) => {
    const headers = { accept: 'text/html, */*', 'accept-encoding': encoding };
    const answer = await fetch(new URL(path, product.url), { headers });
    return { path, status: answer.status, encoding: answer.headers.get('content-encoding'), text: await answer.text() };
  };
  const { text } = await get('/', 'identity');
  const parts = [...text.matchAll(/"(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path!);
  expect(parts.map(extname)).toEqual(expect.arrayContaining(['.js', '.css']));
  for (const encoding of ['br', 'gzip'])
    for (const path of ['/', '/events', ...parts])
      expect(await get(path, encoding)).toMatchObject({ path, status: 200, encoding });
});

test('a second process on the same data is refused with words, and the first goes on', async () => {
  const product = await serve();
  const second = spawn(process.execPath, ['dist/server/main.js'], {
    env: { ...process.env, DATA_DIR: product.dataDir, PORT: String(await freePort()) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  second.stderr.on('data', (text) => {
    said += text;
  });
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(1);
  expect(said).toContain('in use by another Spotlight');
  expect((await fetch(`${product.url}/health/ready`)).status).toBe(200);
});

test('over plain HTTP from elsewhere the app says why it cannot work, instead of breaking', async () => {
  const product = await serve();
  // A name that is this machine, and not one that browsers trust as such.
  const args = [...meetingOptions.args, '--host-resolver-rules=MAP hall.example 127.0.0.1'];
  const browser = await chromium.launch({ ...meetingOptions, args });
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(product.url.replace('localhost', 'hall.example'));
  await page.getByText('npm start -- --lan').waitFor();
  expect(faults).toEqual([]);
  await browser.close();
});

test('in production a socket of a page that came over plain HTTP from elsewhere is refused, which one of this machine is not', async () => {
  const product = await serve({ NODE_ENV: 'production' });
  const { host, port } = new URL(product.url);
  const statusOf = async (named: string) => {
    const headers = { host: named, origin: `http://${named}` };
    const [answer] = await once(get(`${product.url}/socket.io/?EIO=4&transport=polling`, { headers }), 'response');
    return answer.resume().statusCode;
  };
  expect([await statusOf(`hall.example:${port}`), await statusOf(host)]).toEqual([403, 200]);
});

/** Where other devices find it; this machine alone finds it where it is in no network. */
const addresses = localAddresses();
const hallOf = ({ url }: Product) => Object.assign(new URL(url), { hostname: addresses[0] ?? '127.0.0.1' }).origin;
const trusting = { args: [...meetingOptions.args, '--ignore-certificate-errors'] };

test('on the local network it serves HTTPS with its own certificate, and the app is whole there', async () => {
  const product = await serve({ LAN: 'true' });
  const hall = await arrive('Hall', trusting);
  const { page, profile } = hall;
  // As people type it.
  await page.goto(`${hallOf(product).replace('https:', 'http:')}/register?next=/events`);
  expect(page.url()).toBe(`${hallOf(product)}/register?next=/events`);
  await register(hall);
  await page.getByRole('heading', { name: 'Events', level: 1 }).waitFor();
  const cookies = await profile.context.cookies();
  expect(cookies.map(({ name, secure, httpOnly }) => [name.startsWith('__Host-'), secure, httpOnly])).toEqual([
    [true, true, true],
    [true, true, true],
    [true, true, true],
  ]);
  expect(product.output()).toContain('Each phone asks once');
  const { port } = new URL(product.url);
  for (const address of addresses) expect(product.output()).toContain(`On this network: https://${address}:${port}\n`);
  if (addresses.length > 0) expect(readTerminalQr(product.output())).toBe(hallOf(product));
});

test('on the local network one sends the other a file', async () => {
  const hall = { url: hallOf(await serve({ LAN: 'true' })) };
  const file = makeRandomFile(folder.path, 'last song.bin', 3_000_000);
  const { first, second } = await meet(hall, ['Lena', 'Timo'], { first: trusting, second: trusting });
  await offerFiles(first, [file]);
  await acceptFiles(second);
  await untilVerified(first);
  expect(await sha256((await save(second)).path)).toBe(await sha256(file));
});

test('a newcomer types one command and looks around with what it prints', async () => {
  const product = keep(await startNewProduct({}, ['scripts/start.mjs', '--demo']));
  const logins = [...product.output().matchAll(/Demo account: (\S+), password (\S+)/g)].map(([, ...login]) => login);
  expect(logins.map(([name]) => name)).toEqual(['ada@demo.example', 'ben@demo.example']);
  expect(product.output()).toContain(product.url);
  const newcomer = await arrive('Newcomer');
  await newcomer.page.goto(`${product.url}/login`);
  await fillInLogin(newcomer.page, logins[0]![0]!, logins[0]![1]);
  await newcomer.page.getByText('Swing Weekend').first().waitFor();
  expect(await product.end('SIGINT')).toBe(0);
  await product.start();
  expect((await fetch(`${product.url}/health/ready`)).status).toBe(200);
  await newcomer.page.reload();
  await newcomer.page.getByText('Swing Weekend').first().waitFor();
});

test.skipIf(nodeCount > 0)('the demo is added to the database by itself, unless it is in use', async () => {
  const product = await serve();
  const seed = () => {
    const env = { ...process.env, DATA_DIR: product.dataDir };
    const command = [...briefly, 'scripts/seed.mjs'];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };
  expect(seed()).toMatchObject({ status: 1, said: expect.stringContaining('in use by another Spotlight') });
  await product.end('SIGTERM');
  expect(seed()).toMatchObject({
    status: 0,
    said: expect.stringContaining('ben@demo.example, password spotlight-ben'),
  });
  await product.start();
  const newcomer = await arrive('Newcomer');
  await newcomer.page.goto(`${product.url}/login`);
  await fillInLogin(newcomer.page, 'Ben', 'spotlight-ben');
  await newcomer.page.getByText('Swing Weekend').first().waitFor();
});

test('asked to end, it ends in order', async () => {
  const product = await serve();
  expect(await product.end('SIGTERM')).toBe(0);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'asked to end through npm (%s), it ends in order, and its data is free',
  async (signal) => {
    const dataDir = mkdtempSync(join(folder.path, 'by-npm-'));
    const port = String(await freePort());
    const npm = spawn('npm', ['start'], {
      env: { ...process.env, DATA_DIR: dataDir, PORT: port, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
      // What it starts is of its group, as what a terminal starts is.
      detached: true,
    });
    onTestFinished(() => {
      if (!npm.stdout.readableEnded) process.kill(-npm.pid!, 'SIGKILL');
    });
    let said = '';
    npm.stdout.on('data', (text) => {
      said += text;
    });
    const output = once(npm.stdout, 'end');
    const isReady = () => said.includes('Spotlight is ready');
    await pollUntil(isReady, { timeoutMs: 150_000, failure: () => `npm start was not ready in time:\n${said}` });
    // A terminal signals all of the group, so that npm's own signal comes besides; a supervisor npm alone.
    process.kill(signal === 'SIGINT' ? -npm.pid! : npm.pid!, signal);
    // The output has no end before all who write it have theirs.
    await Promise.all([once(npm, 'exit'), output]);
    expect(readdirSync(dataDir).filter((name) => name.endsWith('.sock'))).toEqual([]);
  },
);

test('asked to end while it waits for a database that does not answer, it goes', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const settings = {
    DATABASE_URL: `postgres://nobody:x@127.0.0.1:${port}/nothing`,
    JWT_SECRET: 'a secret that is only used in tests',
    PORT: String(await freePort()),
  };
  const waiting = spawn(process.execPath, ['dist/server/main.js'], {
    env: { ...process.env, ...settings },
    stdio: 'ignore',
  });
  const [socket] = await once(silent, 'connection');
  waiting.kill('SIGTERM');
  expect(await once(waiting, 'exit')).toEqual([0, null]);
  socket.destroy();
  silent.close();
});
