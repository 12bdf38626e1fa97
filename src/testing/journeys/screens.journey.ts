import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { cutOff } from './support/network.ts';
import {
  acceptFiles,
  arrive,
  ask,
  button,
  call,
  desk,
  makeAccount,
  meet,
  offerFiles,
  phone,
  request,
  untilVerified,
  unusedName,
  type Visitor,
} from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { keyboardFaults, narrow, sidewaysFaults, writeLarge } from './support/screenWalk.ts';

/** Every screen, for whoever moves by keyboard alone, and for whoever needs large letters on a small phone. */
let product: Product;

beforeAll(async () => {
  product = await startProduct({ OPERATORS: 'Olga,Olga 2' });
});

const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk';
const arabic = 'مصطفى عبد الرحمن الطويل';

/** Someone who has one of everything, with words as long and as foreign as they come. */
async function settledIn() {
  const { first, second, matchId } = await meet(product, [`Aleksandra ${longWord}`.slice(0, 46), arabic]);
  const today = new Date().toISOString().slice(0, 10);
  const eventId = crypto.randomUUID();
  const event = { eventId, name: `${longWord} Festival`, location: longWord, startDate: today, endDate: today };
  const { code } = await call<{ code: string }>(first, product, 'events.create', event);
  const chats = await ask<{ id: string }[]>(first, product, 'conversations.list', undefined);
  for (const content of ['W'.repeat(200), `https://example.org/${'a'.repeat(120)}`, 'שלום עולם']) {
    const message = { conversationId: chats[0]!.id, clientId: crypto.randomUUID(), content };
    await call(first, product, 'conversations.send', message);
  }
  const paths = [
    ...['/events', '/events/new', `/events/${eventId}`, '/chats', ...chats.map(({ id }) => `/chats/${id}`)],
    ...['/exchanges', '/exchanges/links', `/exchanges/${matchId}`, `/exchanges/${matchId}/rate`],
    ...['/me', '/nowhere'],
  ];
  return {
    first,
    second,
    eventId,
    matchId,
    paths,
    outside: ['/', '/login', '/register', '/forgot', '/s/0', `/join/${code}`],
  };
}

async function faultsOn(page: Page, path: string, check: (page: Page) => Promise<string[]>): Promise<string[]> {
  await page.goto(`${product.url}${path}`);
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  return (await check(page)).map((fault) => `${path}: ${fault}`);
}

async function faultsOnAll(page: Page, paths: string[], check: (page: Page) => Promise<string[]>): Promise<string[]> {
  const faults: string[] = [];
  for (const path of paths) faults.push(...(await faultsOn(page, path, check)));
  return faults;
}

const allFaults = async (page: Page) => [...(await sidewaysFaults(page)), ...(await keyboardFaults(page))];

test('all there is on every screen is come to by keyboard, and one sees where one is', async () => {
  const { first, paths, outside } = await settledIn();
  for (const size of [phone, desk]) {
    await first.page.setViewportSize(size);
    expect(await faultsOnAll(first.page, paths, allFaults)).toEqual([]);
  }
  const guest = await arrive(unusedName('Guest'));
  expect(await faultsOnAll(guest.page, outside, allFaults)).toEqual([]);
});

test('letters twice as large fit the narrowest phone', async () => {
  const { first, second, eventId, matchId, paths, outside } = await settledIn();
  const guest = await arrive(unusedName('Guest'));
  for (const { page } of [first, second, guest]) {
    await page.setViewportSize(narrow);
    await writeLarge(page);
  }
  expect(await faultsOnAll(first.page, paths, allFaults)).toEqual([]);
  expect(await faultsOnAll(guest.page, outside, allFaults)).toEqual([]);

  // What opens above a screen.
  const { page } = first;
  await page.goto(`${product.url}/events/${eventId}`);
  await button(page, 'Invite people').click();
  await page.getByRole('dialog').waitFor();
  expect(await allFaults(page), 'the invitation').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await button(page, 'More about this event').click();
  await page.getByRole('menu').waitFor();
  expect(await sidewaysFaults(page), 'the menu').toEqual([]);

  // An exchange from its question to its end.
  const file = join(await mkdtemp(join(tmpdir(), 'spotlight-screens-')), `${longWord}-${longWord}.mp4`);
  await writeFile(file, crypto.getRandomValues(new Uint8Array(60_000)));
  const both: Visitor[] = [first, second];
  await Promise.all(both.map((visitor) => visitor.page.goto(`${product.url}/exchanges/${matchId}`)));
  await offerFiles(first, [file]);
  await request(second).waitFor();
  expect(await allFaults(second.page), 'the question').toEqual([]);
  await acceptFiles(second);
  await Promise.all(both.map((visitor) => untilVerified(visitor)));
  for (const visitor of both) expect(await allFaults(visitor.page), `done, at ${visitor.name}`).toEqual([]);

  // Someone whose name is one long word is rated.
  for (const visitor of both) await button(visitor.page, 'I have what I wanted').click();
  const rate = second.page.getByRole('region', { name: 'Rating' }).getByRole('link', { name: /^Rate/ });
  await rate.waitFor();
  expect(await allFaults(second.page), 'whether to rate').toEqual([]);
  await rate.click();
  await second.page.getByRole('group').first().waitFor();
  expect(await allFaults(second.page), 'rating').toEqual([]);
  expect(both.flatMap(({ faults }) => faults)).toEqual([]);
});

test('what does its work and goes away leaves the focus on the page', async () => {
  const petra = await arrive(unusedName('Petra'));
  const { page } = petra;
  await makeAccount(petra, product);
  const heading = page.locator('h1:focus');
  const lists = await cutOff(page, 'events.list');
  await page.goto(`${product.url}/events?when=mine`);
  await page.getByText('Not loaded yet').waitFor();
  await lists.comesBack();
  await button(page, 'Try again').press('Enter');
  await page.getByText('You joined no event yet').waitFor();
  await heading.waitFor();
  await page.evaluate(() => dispatchEvent(new Event('beforeinstallprompt')));
  await button(page, 'Not now').press('Enter');
  await button(page, 'Not now').waitFor({ state: 'detached' });
  await heading.waitFor();
});

test('the same holds for whoever runs it', async () => {
  const olga = await arrive(unusedName('Olga'));
  const { page } = olga;
  await makeAccount(olga, product);
  const seeFigures = async () => {
    await page.getByRole('list', { name: 'Processes' }).waitFor();
    return allFaults(page);
  };
  await page.setViewportSize(desk);
  expect(await faultsOn(page, '/operator', seeFigures)).toEqual([]);
  await page.setViewportSize(narrow);
  await writeLarge(page);
  expect(await faultsOn(page, '/operator', seeFigures)).toEqual([]);
});
