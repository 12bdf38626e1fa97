import { beforeAll, expect, test } from 'vitest';
import { readPngQr } from '../readQr.ts';
import { cutOff } from './support/network.ts';
import { accessibilityFaults, arrive, button, call, makeAccount, unusedName, type Visitor } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';

/** Events as people find them: the lists, who is here now, and what others see of one. */
let product: Product;

beforeAll(async () => {
  product = await startProduct();
});

async function comeIn(...names: string[]): Promise<Visitor[]> {
  const all = await Promise.all(names.map((name) => arrive(unusedName(name))));
  await Promise.all(all.map((visitor) => makeAccount(visitor, product)));
  return all;
}

const DAY_MS = 86_400_000;
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** An event of two days, of which the first is in so many days; its id. */
async function makeEvent(organiser: Visitor, name: string, days = 0): Promise<string> {
  const eventId = crypto.randomUUID();
  const dates = { startDate: dayFromNow(days), endDate: dayFromNow(days + 1) };
  await call(organiser, product, 'events.create', { eventId, name, location: 'Hall', ...dates });
  return eventId;
}

test('an event is found where its days put it, joined from the list, and left again', async () => {
  const [ada, ben] = (await comeIn('Ada', 'Ben')) as [Visitor, Visitor];
  const { page, faults } = ada;
  const names = ['Swing tonight', 'Swing in spring', 'Swing last year'].map(unusedName);
  const [now, coming, past] = names as [string, string, string];
  const eventId = await makeEvent(ben, now);
  await makeEvent(ben, coming, 10);
  await makeEvent(ben, past, -10);
  await page.goto(`${product.url}/events`);
  for (const [tab, name] of [
    ['Coming', coming],
    ['Past', past],
    ['Now', now],
  ] as const) {
    await page.getByRole('radio', { name: tab }).check();
    const list = page.getByRole('region', { name: tab, exact: true });
    await list.getByRole('link', { name, exact: true }).waitFor();
    const listed = await list.getByRole('link').allInnerTexts();
    expect(
      names.filter((one) => listed.includes(one)),
      tab,
    ).toEqual([name]);
    expect(await accessibilityFaults(page), tab).toEqual([]);
  }
  await page.getByRole('button', { name: `Join ${now}`, exact: true }).click();
  await page.waitForURL(`${product.url}/events/${eventId}`);
  await button(page, 'More about this event').click();
  await page.getByRole('menuitem', { name: 'Leave event' }).click();
  await button(page, 'Leave event').click();
  await page.getByText(`You left ${now}`).waitFor();
  await page.getByRole('button', { name: `Join ${now}`, exact: true }).waitFor();
  expect(faults).toEqual([]);
});

/** The smallest picture there is. */
const picture = {
  name: 'me.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

test('others see the name and the picture that one has given oneself, and that one is here by any tab', async () => {
  const [ada, ben, cleo] = (await comeIn('Ada', 'Ben', 'Cleo')) as [Visitor, Visitor, Visitor];
  const eventId = await makeEvent(ada, 'Swing tonight');
  for (const guest of [ben, cleo]) await call(guest, product, 'events.join', { eventId });
  const name = unusedName('Benedict');
  await ben.page.goto(`${product.url}/me`);
  await ben.page.getByLabel('Name', { exact: true }).fill('<b>Ben</b>');
  await button(ben.page, 'Save name').click();
  await ben.page.getByText('A name cannot contain <').waitFor();
  await ben.page.getByLabel('Name', { exact: true }).fill(name);
  await button(ben.page, 'Save name').click();
  await ben.page.getByText('Name changed').waitFor();
  const chooser = ben.page.waitForEvent('filechooser');
  await button(ben.page, 'Add a picture').click();
  await (await chooser).setFiles(picture);
  await ben.page.getByText('Picture changed').waitFor();

  const other = await ben.profile.context.newPage();
  for (const page of [other, cleo.page]) await page.goto(`${product.url}/events/${eventId}`);
  await ada.page.goto(`${product.url}/events/${eventId}?tab=people`);
  await ada.page.getByText('3 people here now').waitFor();
  const here = ada.page.getByRole('region', { name: 'Here now' });
  const face = here.getByRole('button', { name }).locator('img');
  await expect.poll(() => face.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  // Of hundreds of faces only those come that are seen, and none moves what is there when it comes.
  const wish = await face.evaluate((image) => ['loading', 'width', 'height'].map((name) => image.getAttribute(name)));
  expect(wish).toEqual(['lazy', '96', '96']);

  // Cleo goes after the first of Ben's tabs: once she is seen to be gone, he would be, too.
  await ben.page.close();
  await cleo.page.goto('about:blank');
  await here.getByText(cleo.name).waitFor({ state: 'detached' });
  await here.getByText(name).waitFor();
  await ada.page.getByText('2 people here now').waitFor();
  await other.goto('about:blank');
  await ada.page.getByText('1 person here now').waitFor();
  expect([ada, ben, cleo].flatMap(({ faults }) => faults)).toEqual([]);
});

test.each(['dark', 'light'] as const)(
  'in the %s theme a phone reads the code held out to it, and joins',
  async (colorScheme) => {
    const [ada, ben] = (await comeIn('Ada', 'Ben')) as [Visitor, Visitor];
    const eventId = await makeEvent(ada, 'Swing tonight');
    await ada.page.emulateMedia({ colorScheme });
    await ada.page.goto(`${product.url}/events/${eventId}`);
    await button(ada.page, 'Invite people').click();
    await ada.page.getByRole('img', { name: 'QR code that leads to Swing tonight' }).waitFor();
    const link = await ada.page.getByLabel('Link').inputValue();
    await expect.poll(async () => readPngQr(await ada.page.screenshot())).toBe(link);
    // A network that is gone just then is told of, and passes by itself.
    const invitations = await cutOff(ben.page, 'events.eventByCode');
    await ben.page.goto(link);
    await ben.page.getByText('There is no connection to Spotlight').waitFor();
    await invitations.comesBack();
    await button(ben.page, 'Join this event').click();
    await ben.page.waitForURL(`${product.url}/events/${eventId}`);
    expect([ada, ben].flatMap(({ faults }) => faults)).toEqual([]);
  },
);
