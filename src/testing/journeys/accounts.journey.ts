import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../harness/browsers.ts';
import { atMe, button, field, fillInLogin, fillInRegistration, PASSWORD, uniqueName } from './support/accountForms.ts';
import { accessibilityFaults } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';

let product: Product;
let browser: Browser;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

/** A browser of its own, with its own cookies and storage. */
async function openBrowser(options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext(options);
  contexts.push(context);
  return context;
}
const signUp = (page: Page, name: string) => fillInRegistration(page, product.url, name);
async function logOut(page: Page) {
  await button(page, 'Log out').last().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
}
/** That somebody was signed in here stays known; by a cookie of its own a proxy remembers which of several nodes a browser was with. */
const staying = new Set(['spotlight-known', 'node']);
/** What the product has set and takes back. */
const cookiesOf = async (context: BrowserContext) => (await context.cookies()).filter(({ name }) => !staying.has(name));
/** What a browser still holds of a person. Of what is cached, the app itself says nothing of anyone. */
const traces = (page: Page) =>
  page.evaluate(async () => {
    const files: string[] = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
    const cached: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) cached.push(new URL(url).pathname);
    }
    return {
      storage: Object.keys(localStorage),
      databases: (await indexedDB.databases()).map(({ name }) => name),
      files,
      cached: cached.filter((path) => /^\/(trpc|avatars|relay)/.test(path)),
    };
  });
const noTraces = { storage: [], databases: [], files: [], cached: [] };
/** As what is received is kept: a folder with a file in it, private to the page. */
const keepFile = (page: Page) =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('received', { create: true });
    await folder.getFileHandle('clip.mp4', { create: true });
  });

/** All that a page has kept where its scripts can read it, as text. */
const readKept = (page: Page) =>
  page.evaluate(async () => {
    const latin = new TextDecoder('latin1');
    const asText = (value: unknown): string => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return latin.decode(value);
      if (value instanceof Map || value instanceof Set) return asText([...value]);
      if (typeof value !== 'object' || value === null) return String(value);
      return Object.entries(value)
        .map(([key, part]) => `${key}: ${asText(part)}`)
        .join('\n');
    };
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const kept = [asText({ ...localStorage }), asText({ ...sessionStorage })];
    for (const { name } of await indexedDB.databases()) {
      const database = await result(indexedDB.open(name!));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        kept.push(asText(await Promise.all([result(objects.getAllKeys()), result(objects.getAll())])));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        kept.push(request.url, latin.decode(await (await cache.match(request))!.arrayBuffer()));
      }
    }
    return kept;
  });

describe('signing up and logging in', () => {
  it('says what is wrong before anything is sent, and puts the cursor there', async () => {
    const page = await (await openBrowser()).newPage();
    await page.goto(`${product.url}/register`);
    const sent: string[] = [];
    page.on('request', (request) => void (request.url().includes('accounts.register') && sent.push(request.url())));
    await button(page, 'Create account').click();
    await page.getByText('Write the name that others will see.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('username');
    expect(sent).toEqual([]);
  });

  it('tells a taken name at its field', async () => {
    const name = uniqueName();
    await signUp(await (await openBrowser()).newPage(), name);
    const page = await (await openBrowser()).newPage();
    await page.goto(`${product.url}/register`);
    await field(page, 'Name').fill(name.toUpperCase());
    await field(page, 'Email').fill(`other-${name}@example.org`);
    await field(page, 'Password').fill(PASSWORD);
    await button(page, 'Create account').click();
    await page.getByText('Someone already goes by that name').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('username');
  });

  it('is heard of when the answer to the first try was lost, and is still refused to another', async () => {
    const name = uniqueName();
    const page = await (await openBrowser({ serviceWorkers: 'block' })).newPage();
    const registering = '**/trpc/accounts.register*';
    const loseTheAnswer = async (route: Route) => {
      await route.fetch();
      await route.abort();
    };
    await page.route(registering, loseTheAnswer, { times: 1 });
    await page.goto(`${product.url}/register`);
    await field(page, 'Name').fill(name);
    await field(page, 'Email').fill(`${name}@example.org`);
    await field(page, 'Password').fill(PASSWORD);
    await button(page, 'Create account').click();
    await page.getByRole('alert').waitFor();
    await button(page, 'Create account').click();
    await page.waitForURL(`${product.url}/events`);

    const other = await (await openBrowser({ serviceWorkers: 'block' })).newPage();
    await other.route(registering, loseTheAnswer, { times: 1 });
    await other.goto(`${product.url}/register`);
    await field(other, 'Name').fill(name);
    await field(other, 'Email').fill(`${name}@example.org`);
    await field(other, 'Password').fill('the password of another');
    await button(other, 'Create account').click();
    await other.getByRole('alert').waitFor();
    await button(other, 'Create account').click();
    await other.getByText('Someone already goes by that name').waitFor();
  });

  it('leads back to where one wanted to be', async () => {
    const name = uniqueName();
    await signUp(await (await openBrowser()).newPage(), name);
    const page = await (await openBrowser()).newPage();
    await page.goto(`${product.url}/me`);
    await page.waitForURL(/\/login\?next=%2Fme/);
    await fillInLogin(page, name, 'not-my-password');
    await page.getByRole('alert').getByText('Name or password is not right.').waitFor();
    await fillInLogin(page, name);
    await page.waitForURL(`${product.url}/me`);
  });
});

describe('several tabs and devices', () => {
  /** Someone who is signed in on a laptop and a phone. */
  async function onTwoDevices(name: string) {
    const laptop = await (await openBrowser()).newPage();
    await signUp(laptop, name);
    const phoneBrowser = await openBrowser();
    const phone = await phoneBrowser.newPage();
    await phone.goto(`${product.url}/login?next=/me`);
    await fillInLogin(phone, name);
    await phone.getByText('This browser', { exact: true }).waitFor();
    return { laptop, phoneBrowser, phone };
  }

  it('renew the session once when its access token has ended', async () => {
    const context = await openBrowser();
    const [one, two] = [await context.newPage(), await context.newPage()];
    await signUp(one, uniqueName());
    await two.goto(`${product.url}/me`);
    await atMe(two);
    await context.clearCookies({ name: 'spotlight-access' });
    await Promise.all([one.reload(), two.reload()]);
    for (const page of [one, two]) await page.getByText('This browser', { exact: true }).waitFor();
  });

  it('renew it for a picture that does not come, which then does', async () => {
    const page = await (await openBrowser({ serviceWorkers: 'block' })).newPage();
    await signUp(page, uniqueName());
    // As after a quarter of an hour in which nothing was asked of the server.
    await page.evaluate(() => localStorage.setItem('spotlight:refreshed-at', '1'));
    await page.route('**/avatars/**', (route) => route.fulfill({ status: 401 }), { times: 1 });
    const dot = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
    await page.locator('input[type=file]').setInputFiles({ name: 'me.gif', mimeType: 'image/gif', buffer: dot });
    const picture = page.locator('main img').first();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  });

  it('follow when one tab logs in or out', async () => {
    const context = await openBrowser();
    const [one, two] = [await context.newPage(), await context.newPage()];
    const name = uniqueName();
    await signUp(one, name);
    await two.goto(`${product.url}/me`);
    await atMe(two);
    await logOut(one);
    await one.waitForURL(`${product.url}/`);
    await two.waitForURL((url) => url.pathname !== '/me');
    await two.goto(`${product.url}/login?next=/me`);
    await one.goto(`${product.url}/login?next=/me`);
    await fillInLogin(one, name);
    await Promise.all([atMe(one), atMe(two)]);
  });

  it('are logged out from another device, and keep nothing', async () => {
    const name = uniqueName();
    const { laptop, phoneBrowser, phone } = await onTwoDevices(name);
    await keepFile(phone);
    await laptop.reload();
    await laptop.getByRole('button', { name: /^Log out .* on / }).click();
    await phone.waitForURL(/\/login\?next=%2Fme/);
    await phone.getByText('You were logged out, here or from another device.').waitFor();
    await expect.poll(() => traces(phone)).toEqual(noTraces);
    await expect.poll(() => cookiesOf(phoneBrowser), { timeout: 10_000 }).toEqual([]);
  });

  it('keep nothing either when they were away at that time', async () => {
    const name = uniqueName();
    const { laptop, phoneBrowser, phone: before } = await onTwoDevices(name);
    await keepFile(before);
    await before.close();
    await laptop.reload();
    await laptop.getByRole('button', { name: /^Log out .* on / }).click();
    await laptop.getByRole('button', { name: /^Log out .* on / }).waitFor({ state: 'hidden' });
    const phone = await phoneBrowser.newPage();
    await phone.goto(`${product.url}/me`);
    await phone.getByText('You were logged out, here or from another device.').waitFor();
    await expect.poll(() => traces(phone)).toEqual(noTraces);
    expect(await cookiesOf(phoneBrowser)).toEqual([]);
    await fillInLogin(phone, name);
    await phone.getByText('This browser', { exact: true }).waitFor();
  });

  it('are logged out by a new password, which is the only one from then on', async () => {
    const name = uniqueName();
    const { laptop, phone } = await onTwoDevices(name);
    await button(laptop, 'Change password').click();
    await field(laptop, 'Password now').fill('not-my-password');
    await field(laptop, 'New password').fill('spotlight-eve');
    await button(laptop, 'Change password').click();
    await expect.poll(() => laptop.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('current');
    await field(laptop, 'Password now').fill(PASSWORD);
    await button(laptop, 'Change password').click();
    await laptop.getByText('Password changed. Other devices were logged out.').waitFor();
    await phone.getByText('You were logged out, here or from another device.').waitFor();
    await fillInLogin(phone, name);
    await phone.getByRole('alert').getByText('Name or password is not right.').waitFor();
    await fillInLogin(phone, name, 'spotlight-eve');
    await phone.getByText('This browser', { exact: true }).waitFor();
    await laptop.getByText('This browser', { exact: true }).waitFor();
  });
});

describe('logging out', () => {
  it('leaves no cookie that opens anything, no storage, database or file; and before that no script could read the password or a token', async () => {
    const context = await openBrowser();
    const page = await context.newPage();
    await signUp(page, uniqueName());
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await keepFile(page);
    const cookies = await cookiesOf(context);
    expect(cookies.map(({ httpOnly }) => httpOnly)).not.toContain(false);
    const kept = (await readKept(page)).join('\n');
    expect(kept.includes('Spotlight')).toBe(true);
    expect([PASSWORD, ...cookies.map(({ value }) => value)].filter((secret) => kept.includes(secret))).toEqual([]);
    await logOut(page);
    await page.waitForURL(`${product.url}/`);
    await expect.poll(() => traces(page)).toEqual(noTraces);
    expect(await cookiesOf(context)).toEqual([]);
  });

  it('without a network counts at once, and the server is told later', async () => {
    const context = await openBrowser({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await signUp(page, uniqueName());
    await keepFile(page);
    await context.route('**/trpc/**', (route) => route.abort());
    await logOut(page);
    await page.waitForURL(`${product.url}/`);
    await page.goto(`${product.url}/me`);
    await page.waitForURL(/\/login/);
    // All that is left is that the server is to be told.
    await expect.poll(() => traces(page)).toEqual({ ...noTraces, storage: ['spotlight:logout-owed'] });
    await context.unroute('**/trpc/**');
    await page.reload();
    await expect.poll(() => cookiesOf(context)).toEqual([]);
    await expect.poll(() => traces(page)).toEqual(noTraces);
  });

  it('is not what a lost network does: the page opens for whom it knows', async () => {
    const context = await openBrowser({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await signUp(page, uniqueName());
    await context.route('**/trpc/**', (route) => route.abort());
    await page.reload();
    await atMe(page);
  });

  it('is not what a renewal does that never arrives: it goes on when the network is back', async () => {
    const context = await openBrowser({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await signUp(page, uniqueName());
    await atMe(page);
    await context.clearCookies({ name: 'spotlight-access' });
    await context.route('**/trpc/accounts.refresh*', (route) => route.abort());
    const notRenewed = page.waitForEvent('requestfailed', (request) => request.url().includes('accounts.refresh'));
    await page.reload();
    await notRenewed;
    await atMe(page);
    await context.unroute('**/trpc/accounts.refresh*');
    await expect
      .poll(async () => (await context.cookies()).map(({ name }) => name), { timeout: 30_000 })
      .toContain('spotlight-access');
    await atMe(page);
  });

  it('of one person and in of another leaves nothing of the first', async () => {
    const context = await openBrowser();
    const page = await context.newPage();
    await signUp(page, uniqueName());
    await page.evaluate(() => localStorage.setItem('of the first', 'x'));
    await keepFile(page);
    const second = uniqueName();
    await signUp(await (await openBrowser()).newPage(), second);
    // As if the session had run out and someone else took the phone.
    await context.clearCookies();
    await page.goto(`${product.url}/login?next=/me`);
    await page.waitForURL(/\/login/);
    await fillInLogin(page, second);
    await expect.poll(() => page.evaluate(() => localStorage.getItem('spotlight:account') ?? '')).toContain(second);
    await atMe(page);
    expect(await page.evaluate(() => localStorage.getItem('of the first'))).toBeNull();
    expect((await traces(page)).files).not.toContain('received');
  });
});

describe.each(['dark', 'light'] as const)('in the %s theme', (colorScheme) => {
  it.each([390, 1280])('the screens at %i px have no accessibility violations', async (width) => {
    const context = await openBrowser({ colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const [path, action] of [
      ['/login', 'Log in'],
      ['/register', 'Create account'],
    ] as const) {
      await page.goto(product.url + path);
      await button(page, action).click();
      await page
        .getByText(/^Write your/)
        .first()
        .waitFor();
      expect({ path, violations: await accessibilityFaults(page) }).toEqual({ path, violations: [] });
    }
    await signUp(page, uniqueName());
    await page.getByText('This browser', { exact: true }).waitFor();
    await button(page, 'Change password').click();
    expect(await accessibilityFaults(page)).toEqual([]);
    for (const path of ['/events/new', '/nowhere']) {
      await page.goto(product.url + path);
      expect({ path, violations: await accessibilityFaults(page) }).toEqual({ path, violations: [] });
    }
  });
});
