import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { meetingOptions } from '../harness/browsers.ts';
import { startProduct } from './support/product.ts';

/** A newer version comes while the app is open: stood in for by a service worker that is another by its last line. */
let url: string;
let version = 1;
/** What the worker of the version does first. */
let prelude = '';
let browser: Browser;
let close: () => Promise<void>;
beforeAll(async () => {
  const product = await startProduct();
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url!, product.url), {
      headers: { accept: request.headers.accept ?? '*/*' },
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    if (request.url === '/sw.js') response.end(`${prelude}${await answer.text()}\n// ${version}`);
    else if (answer.body) Readable.fromWeb(answer.body as ReadableStream).pipe(response);
    else response.end();
  }).listen(0, 'localhost');
  await once(server, 'listening');
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch(meetingOptions);
  close = async () => {
    await browser.close();
    server.close();
  };
});
afterAll(() => close?.());

let first: Page;
beforeEach(async () => {
  const context = await browser.newContext();
  prelude = '';
  first = await open(await context.newPage());
  // The page that brought the worker along is not yet its own.
  await first.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  return () => context.close();
});

async function open(page: Page): Promise<Page> {
  await page.goto(`${url}/s/0`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}
const mark = (page: Page) => page.evaluate(() => Object.assign(globalThis, { isOld: true }));
const isLoadedAnew = (page: Page) =>
  page.evaluate(() => !('isOld' in globalThis)).catch(() => false /* just being loaded */);
const isWaiting = (page: Page) =>
  page.evaluate(() => navigator.serviceWorker.ready.then(({ waiting }) => waiting !== null)).catch(() => null);
/** Pages of the app that the browser knows to be open; one that was closed lets go a moment later. */
const pageCount = (page: Page) => page.evaluate(async () => (await navigator.locks.query()).held?.length);
const comeBackTo = (page: Page) => page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));

test('the page that brought the first version along takes the next one, too', async () => {
  await mark(first);
  version++;
  await comeBackTo(first);
  await first.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => isLoadedAnew(first)).toBe(true);
  await expect.poll(() => isWaiting(first)).toBe(false);
});

test('whoever comes back to an open page is told, and one word loads every page anew', async () => {
  await first.reload();
  const second = await open(await first.context().newPage());
  for (const page of [first, second]) await mark(page);
  version++;
  await comeBackTo(first);
  for (const page of [first, second]) await page.getByText('A new version of Spotlight is here').waitFor();
  await first.getByRole('button', { name: 'Reload' }).click();
  for (const page of [first, second]) await expect.poll(() => isLoadedAnew(page)).toBe(true);
  await expect.poll(() => isWaiting(first)).toBe(false);
});

test('the only page has the latest once it is loaded again; of several none is taken away unasked', async () => {
  await first.reload();
  version++;
  await comeBackTo(first);
  await expect.poll(() => isWaiting(first)).toBe(true);
  const second = await open(await first.context().newPage());
  await second.getByText('A new version of Spotlight is here').waitFor();
  expect(await isWaiting(first)).toBe(true);
  await second.close();
  await expect.poll(() => pageCount(first)).toBe(1);
  await first.reload();
  await expect.poll(() => isWaiting(first)).toBe(false);
});

test('a worker that does not go on when it is told to does not keep the new version from anyone', async () => {
  await first.reload();
  const second = await open(await first.context().newPage());
  for (const page of [first, second]) await mark(page);
  version++;
  prelude = 'self.skipWaiting = async () => {};\n';
  await comeBackTo(first);
  await first.getByRole('button', { name: 'Reload' }).click();
  for (const page of [first, second]) await expect.poll(() => isLoadedAnew(page)).toBe(true);
  await expect.poll(() => isWaiting(first)).toBe(false);
});
