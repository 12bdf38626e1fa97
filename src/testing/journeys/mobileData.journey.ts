import { beforeAll, expect, test } from 'vitest';
import {
  acceptFiles,
  accessibilityFaults,
  button,
  meet,
  offerFiles,
  percentDone,
  untilVerified,
  type Visitor,
} from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { makeLink, newOwner, untilUploaded } from './support/shares.ts';
import { makeFolder, makeRandomFile } from './support/video.ts';

/** A person who saves mobile data: files wait for Wi-Fi, both sides are told, and it goes on by itself. */
let product: Product;
const folder = makeFolder();

beforeAll(async () => {
  product = await startProduct();
});

interface Connection {
  /** What `navigator.connection.type` says; undefined is how desktop browsers answer. */
  type?: string;
  saveData?: boolean;
}

/** Stands in for the browser's word on what it is connected by, which no test can change. */
async function connectBy({ page }: Visitor, connection: Connection): Promise<void> {
  await page.addInitScript((said) => {
    const told = Object.assign(new EventTarget(), said);
    Object.defineProperty(Navigator.prototype, 'connection', { configurable: true, get: () => told });
    Object.assign(window, { told });
  }, connection);
  await page.reload();
}

async function changeTo({ page }: Visitor, type: string): Promise<void> {
  await page.evaluate((next) => {
    const { told } = window as unknown as { told: EventTarget };
    Object.assign(told, { type: next }).dispatchEvent(new Event('change'));
  }, type);
}

async function arrange() {
  const { first, second, matchId } = await meet(product, ['Sender', 'Saver']);
  return { sender: first, saver: second, exchange: `${product.url}/exchanges/${matchId}` };
}

const mobileSwitch = ({ page }: Visitor) => page.getByRole('switch', { name: 'Use mobile data' });

async function forbidMobileData(saver: Visitor, exchange: string): Promise<void> {
  await saver.page.goto(`${product.url}/me`);
  await mobileSwitch(saver).click();
  expect(await mobileSwitch(saver).isChecked()).toBe(false);
  await saver.page.goto(exchange);
}

const isWaiting = ({ page }: Visitor) =>
  page
    .getByText(/^(Saver( \d+)? is waiting|Waiting) for Wi-Fi$/)
    .first()
    .waitFor();

test('files wait while mobile data is forbidden, and go on by themselves on Wi-Fi', async () => {
  const { sender, saver, exchange } = await arrange();
  await connectBy(saver, { type: 'cellular' });
  await forbidMobileData(saver, exchange);
  await offerFiles(sender, [makeRandomFile(folder.path, 'clip.mp4', 8 * 2 ** 20)]);
  await acceptFiles(saver);
  await Promise.all([isWaiting(saver), isWaiting(sender)]);
  await saver.page.getByText('You are on mobile data, and chose to save it.').waitFor();
  expect(await percentDone(saver)).toBe(0);
  expect(await accessibilityFaults(saver.page)).toEqual([]);

  // The choice is kept.
  await saver.page.reload();
  await isWaiting(saver);
  await changeTo(saver, 'wifi');
  await Promise.all([untilVerified(saver), untilVerified(sender)]);
  expect([...sender.faults, ...saver.faults]).toEqual([]);
});

test('the person may let one transfer go on anyway', async () => {
  const { sender, saver, exchange } = await arrange();
  await connectBy(saver, { type: 'wifi' });
  await forbidMobileData(saver, exchange);
  await changeTo(saver, 'cellular');
  // This time it is the sender who saves.
  await offerFiles(saver, [makeRandomFile(folder.path, 'dance.mp4', 8 * 2 ** 20)]);
  await acceptFiles(sender);
  await Promise.all([isWaiting(saver), isWaiting(sender)]);
  await button(saver.page, 'Go on anyway').click();
  await Promise.all([untilVerified(saver), untilVerified(sender)]);
});

test('a link’s files wait for Wi-Fi, too, until the person lets them go on', async () => {
  const owner = await newOwner(product, 'Link Saver');
  await connectBy(owner, { type: 'cellular' });
  await forbidMobileData(owner, `${product.url}/exchanges`);
  await makeLink(owner, [makeRandomFile(folder.path, 'solo.mp4', 8 * 2 ** 20)]);
  await owner.page
    .getByText(/are there\. Waiting for Wi-Fi$/)
    .first()
    .waitFor();
  await button(owner.page, 'Go on anyway').first().click();
  await untilUploaded(owner);
  expect(owner.faults).toEqual([]);
});

test('the switch is where the browser can tell, and follows the browser’s own data saver until it is touched', async () => {
  const { sender, saver } = await arrange();
  await connectBy(sender, {});
  await sender.page.goto(`${product.url}/me`);
  await sender.page.getByText(/does not say whether you are on Wi-Fi or on mobile data/).waitFor();
  expect(await mobileSwitch(sender).count()).toBe(0);

  await connectBy(saver, { type: 'wifi', saveData: true });
  await saver.page.goto(`${product.url}/me`);
  await mobileSwitch(saver).waitFor();
  expect(await mobileSwitch(saver).isChecked()).toBe(false);
  await mobileSwitch(saver).click();
  await saver.page.reload();
  await mobileSwitch(saver).waitFor();
  expect(await mobileSwitch(saver).isChecked()).toBe(true);
});
