import { closeSync, copyFileSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { hangsOnce, isBusyOnce, loseNetwork } from './support/network.ts';
import { arrive, button, chooseAgain, percentDone, phone, save, untilPercent, type Visitor } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { damageOneByte, watchRelayFolder } from './support/relayFolder.ts';
import { downloadAction, makeLink, newOwner, untilDone, untilUploaded } from './support/shares.ts';
import { makeFolder, makeRandomFile, sha256 } from './support/video.ts';

/** Downloads of share links that are not left in peace. */
let product: Product;
let withoutRelay: Product;
const folder = makeFolder();
const MIB = 1024 * 1024;

beforeAll(async () => {
  product = await startProduct();
  withoutRelay = await startProduct({ RELAY: 'false' });
});

async function newMira(at = product) {
  const owner = await newOwner(at, 'Mira');
  return owner;
}

async function arriveAt(link: string) {
  const guest = await arrive('Guest', { viewport: phone });
  await guest.page.goto(link);
  return guest;
}

async function arrivesWhole(guest: Visitor, path: string) {
  await untilDone(guest);
  expect(await sha256((await save(guest)).path)).toBe(await sha256(path));
  expect(guest.faults).toEqual([]);
}

/** Each piece takes a while on its way to the relay, as it does in a hall. */
async function slowUploads({ profile }: Visitor): Promise<void> {
  await profile.context.route('**/relay/*', async (route) => {
    if (route.request().method() === 'PATCH') await new Promise((go) => setTimeout(go, 500));
    await route.continue();
  });
}

/** What is fetched from the relay waits until it is let through. */
async function holdUpRelay({ page }: Visitor) {
  let letThrough = () => {};
  const open = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  const isAsked = page.waitForRequest('**/relay/segments/**');
  await page.context().route('**/relay/segments/**', async (route) => {
    await open;
    await route.continue();
  });
  return { isAsked, letThrough };
}

/** Counts what is fetched from the relay, in sealed bytes. */
function countFetched({ page }: Visitor): () => number {
  let bytes = 0;
  page.on('requestfinished', async (request) => {
    if (!request.url().includes('/relay/segments/')) return;
    bytes += (await request.sizes().catch(() => null))?.responseBodySize ?? 0;
  });
  return () => bytes;
}

test('with no relay it comes straight from the owner, who is there', async () => {
  const owner = await newMira(withoutRelay);
  const path = makeRandomFile(folder.path, 'straight.mov', 24 * MIB + 11);
  const link = await makeLink(owner, [path], { isDirect: true });
  await owner.page.getByText('This Spotlight stores nothing.').first().waitFor();
  const guest = await arriveAt(link);
  await downloadAction(guest.page).click();
  await arrivesWhole(guest, path);
  await button(owner.page, 'Done').click();
  await owner.page.getByRole('button', { name: /straight.*taken 1 of 5/ }).waitFor();
  expect(owner.faults).toEqual([]);
}, 120_000);

test('begun while the owner still uploads, it comes by both ways at once', async () => {
  const owner = await newMira();
  await slowUploads(owner);
  const guest = await arriveAt(product.url);
  const fetched = countFetched(guest);
  const path = makeRandomFile(folder.path, 'both.mov', 64 * MIB);
  const link = await makeLink(owner, [path], { isDirect: true });
  await guest.page.goto(link);
  await downloadAction(guest.page).click();
  await arrivesWhole(guest, path);
  // Some of it by the relay, some not: what peers brought was not fetched.
  expect(fetched()).toBeGreaterThan(0);
  expect(fetched()).toBeLessThan(60 * MIB);
}, 180_000);

test('the network drops and the page is reloaded: it goes on from what is on the disk', async () => {
  const owner = await newMira();
  const path = makeRandomFile(folder.path, 'dropped.mov', 80 * MIB);
  const link = await makeLink(owner, [path]);
  await untilUploaded(owner);
  await owner.page.goto('about:blank');
  const guest = await arriveAt(link);
  await downloadAction(guest.page).click();
  await untilPercent(guest, 20);
  const network = await loseNetwork(guest.page);
  await guest.page.getByText('You are offline').first().waitFor();
  await network.comesBack();
  await untilPercent(guest, 40);
  await button(guest.page, 'Pause').click();
  await guest.page.getByText('You paused').first().waitFor();
  const percent = await percentDone(guest);
  // What the server stumbles over stops nothing.
  await isBusyOnce(guest.page, 'shares.startDownload', { code: 'server.internal', kind: 'internal' });
  await guest.page.reload();
  const fetched = countFetched(guest);
  await arrivesWhole(guest, path);
  // What was not yet flushed when the page went may come again; all the rest does not.
  expect(fetched()).toBeLessThan(80 * MIB * (1 - percent / 100) + 32 * MIB);
}, 180_000);

test('the server is killed in the middle, and comes back', async () => {
  const owner = await newMira();
  const path = makeRandomFile(folder.path, 'killed.mov', 64 * MIB);
  const link = await makeLink(owner, [path]);
  await untilUploaded(owner);
  await owner.page.goto('about:blank');
  const guest = await arriveAt(link);
  await downloadAction(guest.page).click();
  await untilPercent(guest, 20);
  await product.kill();
  await product.start();
  await arrivesWhole(guest, path);
}, 180_000);

test('a block that was damaged in the relay is not taken; the owner sends it when they are there', async () => {
  const owner = await newMira();
  const path = makeRandomFile(folder.path, 'damaged.mov', 12 * MIB + 5);
  const relayed = watchRelayFolder(product);
  const link = await makeLink(owner, [path], { isDirect: true });
  await untilUploaded(owner);
  damageOneByte(relayed()[0]!);
  const mine = await owner.profile.context.newPage();
  await owner.page.goto('about:blank');

  const guest = await arriveAt(link);
  await downloadAction(guest.page).click();
  await guest.page.getByText(/A part of it was damaged where it was stored/).waitFor();
  expect(await button(guest.page, 'Save').count()).toBe(0);

  // The files are chosen again, as after every reload in a browser that keeps no handles.
  await mine.goto(`${product.url}/exchanges/links`);
  await mine.getByRole('button', { name: /damaged/ }).click();
  await chooseAgain(mine, path);
  await arrivesWhole(guest, path);
}, 180_000);

test('a file that was edited meanwhile: a visitor gets nothing of it before its owner says that it is the same', async () => {
  const owner = await newMira();
  await slowUploads(owner);
  const path = makeRandomFile(folder.path, 'edited.mov', 64 * MIB);
  mkdirSync(join(folder.path, 'unedited'), { recursive: true });
  const unedited = join(folder.path, 'unedited', 'edited.mov');
  copyFileSync(path, unedited);
  const link = await makeLink(owner, [path], { isDirect: true });
  await untilPercent(owner, 30);
  // It is brought to the relay from its end.
  const file = openSync(path, 'r+');
  writeSync(file, 'something else', 0);
  closeSync(file);
  await owner.page.goto(`${product.url}/exchanges/links`);
  const guest = await arriveAt(link);
  await downloadAction(guest.page).click();
  await untilPercent(guest, 10);
  await owner.page.getByRole('button', { name: /edited/ }).click();
  const question = owner.page.getByText('This file has another date than the one of this link.').first();
  await chooseAgain(owner.page, path);
  await question.waitFor();
  // The visitor comes once more, and is sent nothing.
  await guest.page.reload();
  await guest.page
    .getByText(/Waiting for|in pieces/)
    .first()
    .waitFor();
  await chooseAgain(owner.page, unedited);
  await button(owner.page, 'Nothing in it has changed').first().click();
  await arrivesWhole(guest, unedited);
}, 180_000);

test('of two tabs one uploads: the file chosen again in the other goes to it', async () => {
  const owner = await newMira();
  await slowUploads(owner);
  const path = makeRandomFile(folder.path, 'two tabs.mov', 24 * MIB);
  await makeLink(owner, [path]);
  const open = async (page: Visitor['page']) => {
    await page.goto(`${product.url}/exchanges/links`);
    await page.getByRole('button', { name: /two tabs/ }).click();
    await page.getByText('needs your files once more').first().waitFor();
  };
  await open(owner.page);
  const watching = await owner.profile.context.newPage();
  await open(watching);
  await chooseAgain(watching, path);
  await untilUploaded({ ...owner, page: watching });
  expect(owner.faults).toEqual([]);
}, 120_000);

test('the server is too busy to hear that all has come: it is told again, and counts it', async () => {
  const owner = await newMira();
  const path = makeRandomFile(folder.path, 'counted.mov', MIB);
  const link = await makeLink(owner, [path]);
  await untilUploaded(owner);
  const guest = await arriveAt(link);
  await isBusyOnce(guest.page, 'shares.complete');
  await downloadAction(guest.page).click();
  await arrivesWhole(guest, path);
  await button(owner.page, 'Done').click();
  await owner.page.getByRole('button', { name: /counted.*taken 1 of 5/ }).waitFor();
}, 120_000);

test('a question that hangs, and a part of the page that does not arrive: the link opens by itself all the same', async () => {
  const owner = await newMira();
  const path = makeRandomFile(folder.path, 'opened.mov', MIB);
  const link = await makeLink(owner, [path]);
  await untilUploaded(owner);
  // Without a service worker, as in a browser that has not been here before: what it keeps cannot fail to arrive.
  const guest = await arrive('Guest', { viewport: phone, serviceWorkers: 'block' });
  await hangsOnce(guest.page, 'shares.open');
  await guest.page.route('**/assets/manifestOpening*', (route) => route.abort(), { times: 1 });
  const missed = guest.page.waitForEvent('requestfailed', (request) => request.url().includes('manifestOpening'));
  await guest.page.goto(link);
  await guest.page.getByText('This takes longer than usual. We keep trying.').waitFor();
  await missed;
  await downloadAction(guest.page).click();
  await arrivesWhole(guest, path);
}, 120_000);

test('nothing more of the page arrives once a download has begun: it ends, and is saved', async () => {
  const owner = await newMira();
  const path = makeRandomFile(folder.path, 'ended.mov', MIB);
  const link = await makeLink(owner, [path]);
  await untilUploaded(owner);
  const guest = await arrive('Guest', { viewport: phone, serviceWorkers: 'block' });
  const fetched = await holdUpRelay(guest);
  await guest.page.goto(link);
  await downloadAction(guest.page).click();
  await fetched.isAsked;
  await guest.page.route('**/assets/*', (route) => route.abort());
  fetched.letThrough();
  await arrivesWhole(guest, path);
}, 120_000);

test('a part of the page that does not arrive when it is needed: the page is to be loaded anew', async () => {
  const owner = await newMira();
  const link = await makeLink(owner, [makeRandomFile(folder.path, 'anew.mov', MIB)], { password: 'blue suede shoes' });
  const guest = await arrive('Guest', { viewport: phone, serviceWorkers: 'block' });
  await guest.page.goto(link);
  const password = guest.page.getByLabel('Password', { exact: true });
  await password.fill('blue suede shoes');
  await guest.page.route('**/assets/stretchWorker*', (route) => route.abort(), { times: 1 });
  await button(guest.page, 'Open').click();
  await guest.page.getByText('Reload the page.').waitFor();
  await guest.page.reload();
  await password.fill('blue suede shoes');
  await guest.page.route('**/assets/DoneVisit*', (route) => route.abort(), { times: 2 });
  await button(guest.page, 'Open').click();
  await downloadAction(guest.page).click();
  await button(guest.page, 'Reload').click();
  await password.waitFor();
  expect(guest.faults).toEqual([]);
}, 120_000);

test('not even the words for what is the matter arrive, nor does the server answer: they come with it', async () => {
  const guest = await arrive('Guest', { viewport: phone, serviceWorkers: 'block' });
  await guest.page.route(/assets\/FailedVisit|health\/live/, (route) => route.abort());
  const asked = guest.page.waitForEvent('requestfailed', (request) => request.url().includes('/health/live'));
  await guest.page.goto(`${product.url}/s/${'A'.repeat(22)}`);
  await asked;
  await guest.page.unrouteAll();
  await guest.page.getByRole('heading', { name: 'This link leads nowhere' }).waitFor();
}, 120_000);

test('a page older than its server says so; loaded again it opens, and waits for room on the device', async () => {
  const owner = await newMira();
  const path = makeRandomFile(folder.path, 'roomy.mov', MIB);
  const link = await makeLink(owner, [path]);
  await untilUploaded(owner);
  const guest = await arrive('Guest', { viewport: phone });
  await guest.page.addInitScript(() => {
    navigator.storage.estimate = async () => ({ quota: 'hasRoom' in window ? 1e9 : 1e5, usage: 0 });
  });
  await isBusyOnce(guest.page, 'shares.open', { code: 'request.not_found', kind: 'not_found' });
  await guest.page.goto(link);
  await guest.page.getByText('This version of the app is out of date.').waitFor();
  await button(guest.page, 'Reload').click();
  await guest.page.getByText('It does not fit').waitFor();
  expect(await downloadAction(guest.page).isDisabled()).toBe(true);
  await guest.page.evaluate(() => Object.assign(window, { hasRoom: true }));
  await downloadAction(guest.page).click();
  await arrivesWhole(guest, path);
}, 120_000);
