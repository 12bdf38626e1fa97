import { beforeAll, expect, test } from 'vitest';
import { holdUp } from './support/network.ts';
import { accessibilityFaults, arrive, button, call, makeAccount, unusedName } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';

/** An organiser changes an event, and loses nothing of what was typed. */
let product: Product;

beforeAll(async () => {
  product = await startProduct();
});

test('what was changed of an event survives a reload until it is saved, and nothing can be typed in vain', async () => {
  const ada = await arrive(unusedName('Ada'));
  await makeAccount(ada, product);
  const { page } = ada;
  const [eventId, name] = [crypto.randomUUID(), unusedName('Swing in the mill')];
  const today = new Date().toISOString().slice(0, 10);
  await call(ada, product, 'events.create', { eventId, name, location: 'Mill', startDate: today, endDate: today });
  const about = page.getByLabel('What people should know');
  const kept = page.getByText('This is what you had changed and not saved.');

  await page.goto(`${product.url}/events/${eventId}`);
  await button(page, 'More about this event').click();
  await page.getByRole('menuitem', { name: 'Edit event' }).click();
  await about.fill('Doors at eight');
  await page.reload();
  await kept.waitFor();
  expect(await about.inputValue()).toBe('Doors at eight');
  expect(await accessibilityFaults(page)).toEqual([]);
  await button(page, 'Show what is saved').click();
  await kept.waitFor({ state: 'detached' });
  expect(await about.inputValue()).toBe('');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Edit event');

  await about.fill('Doors at nine');
  const saving = await holdUp(page, 'events.update');
  await button(page, 'Save').click();
  await saving.isAsked;
  expect(await about.isEditable()).toBe(false);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Save');
  saving.letThrough();
  await page.waitForURL(`${product.url}/events/${eventId}`);
  await page.goto(`${product.url}/events/new?event=${eventId}`);
  await expect.poll(() => about.inputValue()).toBe('Doors at nine');
  expect(await kept.count()).toBe(0);
  expect(ada.faults).toEqual([]);
}, 60_000);
