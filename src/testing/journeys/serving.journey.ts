import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { chromium } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { meetingOptions } from '../harness/browsers.ts';
import { freePort } from '../services/freePort.ts';
import { type Product, startNewProduct, startProduct } from './support/product.ts';

/** How the process itself behaves: addresses, a second one on the same data, its end. */
const products: Product[] = [];
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

test('on the local network it serves HTTPS with its own certificate, and the app is whole there', async () => {
  const product = await serve({ LAN: 'true' });
  const browser = await chromium.launch(meetingOptions);
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(`${product.url}/register`);
  await page.getByLabel('Name', { exact: true }).fill('Hall');
  await page.getByLabel('Email', { exact: true }).fill('hall@example.org');
  await page.getByLabel('Password', { exact: true }).fill('a secret of the hall');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Events', level: 1 }).waitFor();
  const cookies = await context.cookies();
  expect(cookies.map(({ name, secure, httpOnly }) => [name.startsWith('__Host-'), secure, httpOnly])).toEqual([
    [true, true, true],
    [true, true, true],
  ]);
  expect(product.output()).toMatch(/On this network|Each phone asks once/);
  await browser.close();
});

test('asked to end, it ends in order', async () => {
  const product = await serve();
  expect(await product.end('SIGTERM')).toBe(0);
});

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
