import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { Secret, TOTP } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../harness/browsers.ts';
import { readPngQr } from '../readQr.ts';
import { atMe, button, field, fillInLogin, fillInRegistration, PASSWORD, uniqueName } from './support/accountForms.ts';
import { accessibilityFaults } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';

let product: Product;
let browser: Browser;
let mailServer: SMTPServer;
const mails: string[] = [];
const contexts: BrowserContext[] = [];
/** What the browser refused because of the security policy. */
const refusedByPolicy: string[] = [];

beforeAll(async () => {
  mailServer = new SMTPServer({
    ...{ hideSTARTTLS: true, authOptional: true, disabledCommands: ['AUTH'] },
    onData: (stream, _session, done) => {
      void text(stream).then((mail) => {
        mails.push(mail);
        done();
      });
    },
  });
  const listening = mailServer.server as Server;
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const settings = {
    SMTP_URL: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    MAIL_FROM: 'Spotlight <spotlight@example.org>',
    PUBLIC_ORIGINS: 'https://spotlight.example',
  };
  [product, browser] = await Promise.all([startProduct(settings), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  mailServer?.close();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  expect(refusedByPolicy.splice(0)).toEqual([]);
});

async function openPage(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (/Content Security Policy|Permissions-Policy/i.test(message.text())) refusedByPolicy.push(message.text());
  });
  return page;
}
const signUp = (page: Page, name: string) => fillInRegistration(page, product.url, name);
async function giveCredentials(page: Page, name: string, password = PASSWORD) {
  await page.goto(`${product.url}/login?next=/me`);
  await fillInLogin(page, name, password);
}
/** Codes of an app that has this key; each call waits for one that was not used yet. */
function makeAuthenticator(key: string) {
  const totp = new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) });
  let last = '';
  return async () => {
    // The next step counts already: clocks may differ by one.
    await expect.poll(() => totp.generate({ timestamp: Date.now() + 30_000 }), { timeout: 40_000 }).not.toBe(last);
    last = totp.generate({ timestamp: Date.now() + 30_000 });
    return last;
  };
}

/** By keyboard alone: password, recovery codes, key, code. */
async function setUpCodes(page: Page) {
  await button(page, 'Set up codes').focus();
  await page.keyboard.press('Enter');
  await field(page, 'Your password').waitFor();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'Recovery codes' });
  await list.waitFor();
  const recoveryCodes = (await list.innerText()).split('\n').filter(Boolean);
  const found = await accessibilityFaults(page);
  await button(page, 'I have kept them').press('Enter');
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  found.push(...(await accessibilityFaults(page)));
  const scanned = new URL(readPngQr(await page.screenshot({ fullPage: true })) ?? 'nothing:');
  const key = await page.locator('p', { hasText: /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/ }).innerText();
  expect([scanned.protocol, scanned.searchParams.get('secret')]).toEqual(['otpauth:', key.replaceAll(' ', '')]);
  expect(scanned.href).toBe(await page.getByRole('link', { name: 'open it in the app' }).getAttribute('href'));
  const nextCode = makeAuthenticator(key);
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('code');
  await page.keyboard.type(await nextCode());
  await page.keyboard.press('Enter');
  await page.getByText('10 recovery codes left').waitFor();
  return { nextCode, recoveryCodes, violations: found };
}

describe('codes at login', () => {
  it.each([
    { width: 390, colorScheme: 'dark' },
    { width: 1280, colorScheme: 'light' },
  ] as const)('are set up by keyboard and asked for, at $width px in the $colorScheme theme', async (look) => {
    const options = { colorScheme: look.colorScheme, viewport: { width: look.width, height: 800 } };
    const name = uniqueName();
    const own = await openPage(options);
    await signUp(own, name);
    const { nextCode, recoveryCodes, violations: found } = await setUpCodes(own);
    expect(found).toEqual([]);

    const phone = await openPage(options);
    await giveCredentials(phone, name);
    await field(phone, 'Code from your app').waitFor();
    expect(await accessibilityFaults(phone)).toEqual([]);
    await field(phone, 'Code from your app').fill('000000');
    await phone.keyboard.press('Enter');
    await phone.getByRole('alert').getByText('That code is not right').waitFor();
    await field(phone, 'Code from your app').fill(await nextCode());
    await phone.keyboard.press('Enter');
    await atMe(phone);

    // The app is lost: a recovery code, once.
    const other = await openPage(options);
    await giveCredentials(other, name);
    await button(other, 'Use a recovery code').click();
    await field(other, 'Recovery code').fill(recoveryCodes[0]!);
    await button(other, 'Log in').click();
    await atMe(other);
    await other.getByText('9 recovery codes left').waitFor();

    // Turned off with both factors; then the password alone will do.
    await button(other, 'Turn codes off').click();
    await field(other, 'Your password').fill(PASSWORD);
    await field(other, 'Code').fill(recoveryCodes[1]!);
    await button(other, 'Turn codes off').click();
    await button(other, 'Set up codes').waitFor();
    await giveCredentials(await openPage(options), name);
    await atMe(contexts.at(-1)!.pages()[0]!);
  });
});

describe('a forgotten password', () => {
  it('is replaced by the link in a mail; every device is logged out', async () => {
    const name = uniqueName();
    const own = await openPage();
    await signUp(own, name);

    const page = await openPage({ viewport: { width: 390, height: 800 } });
    await page.goto(`${product.url}/login`);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await field(page, 'Email').fill(`${name}@example.org`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(page, 'Send the link').click();
    await page.getByText('a link is on its way').waitFor();
    const token = () =>
      /https:\/\/spotlight\.example\/reset#([\w-]{43})/.exec(mails.join('\n').replace(/=\r\n/g, ''))?.[1];
    await expect.poll(token).toBeDefined();

    await page.goto(`${product.url}/reset#${token()}`);
    await field(page, 'New password').fill('another-password');
    expect(page.url()).toBe(`${product.url}/reset`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(page, 'Set password').click();
    await page.getByText('Your new password is set').waitFor();
    await own.waitForURL(/\/login\?next=/);
    await giveCredentials(page, name, 'another-password');
    await atMe(page);

    const again = await openPage();
    await again.goto(`${product.url}/reset#${token()}`);
    await field(again, 'New password').fill('a-third-password');
    await button(again, 'Set password').click();
    await again.getByText('This link was used, or its time is over.').waitFor();
  });
});
