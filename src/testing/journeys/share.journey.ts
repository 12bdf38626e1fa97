import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { accessibilityFaults, arrive, button, phone, save, type Visitor } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { downloadAction, type LinkWish, makeLink, newOwner, untilDone, untilUploaded } from './support/shares.ts';
import { makeFolder, makeRandomFile, makeVideo, sha256 } from './support/video.ts';

/** Links to files, for people who have no account. */
let product: Product;
const folder = makeFolder();
const MIB = 1024 * 1024;

beforeAll(async () => {
  product = await startProduct({ LOG_LEVEL: 'debug' });
});

/** Someone who has made a link, and has brought all of it to the relay. */
async function ownerOf(path: string, wish: LinkWish = {}) {
  const owner = await newOwner(product, 'Mira');
  const link = await makeLink(owner, [path], wish);
  await untilUploaded(owner);
  return { owner, link };
}

async function arriveAt(link: string) {
  const guest = await arrive('Guest', { viewport: phone });
  await guest.page.goto(link);
  return guest;
}

const row = ({ page }: Visitor, name: RegExp) => page.getByRole('button', { name });

test('the owner goes once all is there; a guest without an account gets the same file, and nobody learns the key', async () => {
  const path = makeVideo(folder.path, 'Finale in the great hall.mp4', { seconds: 8, megabitPerSecond: 20 });
  const { owner, link } = await ownerOf(path);
  await owner.page.goto('about:blank');

  const guest = await arriveAt(link);
  await guest.page.getByRole('heading', { name: /sends you a video/ }).waitFor();
  expect(await guest.page.getByRole('img', { name: /A frame of Finale/ }).isVisible()).toBe(true);
  expect(await accessibilityFaults(guest.page)).toEqual([]);
  await downloadAction(guest.page).click();
  await untilDone(guest);
  expect(await accessibilityFaults(guest.page)).toEqual([]);
  const saved = await save(guest);
  expect(saved.name).toBe('Finale in the great hall.mp4');
  expect(await sha256(saved.path)).toBe(await sha256(path));

  await owner.page.goto(`${product.url}/exchanges/links`);
  await row(owner, /Finale.*taken 1 of 5/).waitFor();
  expect([...owner.faults, ...guest.faults]).toEqual([]);

  const key = link.split('#v1.')[1]!;
  const secrets = [key, Buffer.from(key, 'base64url'), 'Finale in the great hall'];
  expect(secrets.filter((secret) => product.output().includes(secret as string))).toEqual([]);
  await product.end('SIGTERM');
  expect(filesBelow(product.dataDir).filter((name) => holdsAny(name, secrets))).toEqual([]);
  await product.start();
}, 180_000);

test('a password is asked for: a wrong one opens nothing, the right one does', async () => {
  const path = makeVideo(folder.path, 'Rehearsal.mp4');
  const { link } = await ownerOf(path, { password: 'blue suede shoes' });
  const { page, ...guest } = await arriveAt(link);
  await page.getByLabel('Password', { exact: true }).fill('blue suede boots');
  await button(page, 'Open').click();
  await page.getByText('That is not the password.').waitFor();
  expect(await page.getByText('Rehearsal').count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByLabel('Password', { exact: true }).fill('blue suede shoes');
  await button(page, 'Open').click();
  await downloadAction(page).click();
  await untilDone({ page, ...guest });
  expect(await sha256((await save({ page, ...guest })).path)).toBe(await sha256(path));
}, 120_000);

test('one that may be downloaded once is used up then, and stays with the one who has it', async () => {
  const path = makeVideo(folder.path, 'Only once.mp4');
  const { owner, link } = await ownerOf(path, { times: 'Once' });
  const first = await arriveAt(link);
  const second = await arriveAt(link);
  await downloadAction(second.page).waitFor();
  await downloadAction(first.page).click();
  await untilDone(first);
  await second.page.reload();
  await second.page.getByRole('heading', { name: 'This link is used up' }).waitFor();
  await first.page.reload();
  await untilDone(first);
  expect(await sha256((await save(first)).path)).toBe(await sha256(path));
  await button(owner.page, 'Done').click();
  await row(owner, /Only once.*used up/).waitFor();
}, 120_000);

test('taken back while someone downloads it: it stops, and nothing of it is left', async () => {
  const path = makeRandomFile(folder.path, 'Too early.mov', 96 * MIB);
  const { owner, link } = await ownerOf(path);
  await button(owner.page, 'Done').click();
  const guest = await arriveAt(link);
  await downloadAction(guest.page).click();
  await button(guest.page, 'Pause').click();
  // A second tab of the same browser only watches.
  const tab = await guest.profile.context.newPage();
  await tab.goto(link);
  await tab.getByText('It runs in another tab of this browser.').waitFor();
  expect(await button(tab, 'Pause').count()).toBe(0);
  await row(owner, /Too early.*1 taking it/).click();
  await button(owner.page, 'End this link').click();
  await button(owner.page, 'End it now').click();
  for (const page of [guest.page, tab]) await page.getByRole('heading', { name: 'This link was taken back' }).waitFor();
  expect(await accessibilityFaults(guest.page)).toEqual([]);
  await row(owner, /Too early.*ended by you/).waitFor();
  await guest.page.reload();
  await guest.page.getByRole('heading', { name: 'This link was taken back' }).waitFor();
  expect([...owner.faults, ...guest.faults]).toEqual([]);
}, 120_000);

test('a link that was cut says what is missing', async () => {
  const { link } = await ownerOf(makeVideo(folder.path, 'Whole.mp4'));
  const guest = await arriveAt(link.replace(/#.*/, ''));
  await guest.page.getByRole('heading', { name: 'The end of this link is missing' }).waitFor();
  await guest.page.goto('about:blank');
  await guest.page.goto(link.slice(0, -2));
  await guest.page.getByRole('heading', { name: 'The end of this link is damaged' }).waitFor();
  await guest.page.goto(`${product.url}/s/${'A'.repeat(22)}#v1.${'A'.repeat(43)}`);
  await guest.page.getByRole('heading', { name: 'This link leads nowhere' }).waitFor();
}, 120_000);

function filesBelow(dir: string): string[] {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function holdsAny(path: string, secrets: (string | Buffer)[]): boolean {
  const bytes = readFileSync(path);
  return secrets.some((secret) => bytes.includes(secret));
}
