import { beforeAll, expect, test } from 'vitest';
import { acceptFiles, button, meet, offerFiles, save, untilVerified, type Visitor } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { makeFolder, makeRandomFile, sha256 } from './support/video.ts';

/** Someone opens the app where there is no network, and finds what they knew. */
const folder = makeFolder();
let product: Product;
beforeAll(async () => {
  product = await startProduct();
});

/** Offline a page is opened by the service worker alone. */
const untilInstalled = ({ page }: Visitor) =>
  page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active?.state));

test('without a network the places open as last seen, and what has come can be saved', async () => {
  const { first, second, matchId } = await meet(product, ['Dark Dan', 'Dark Eva']);
  const { page, profile } = first;
  const event = `${first.name} and ${second.name}`;
  await untilInstalled(first);
  const path = makeRandomFile(folder.path, 'finals.bin', 2_000_000);
  await offerFiles(second, [path]);
  await acceptFiles(first);
  await Promise.all([untilVerified(first), untilVerified(second)]);
  await button(page, 'Save').waitFor();
  for (const place of ['exchanges', 'me', 'events']) {
    await page.goto(`${product.url}/${place}`);
    await page
      .getByText(place === 'me' ? 'No ratings yet' : event)
      .first()
      .waitFor();
  }
  const view = (name: string) => page.getByRole('radio', { name }).check();
  await view('Past');
  await page.getByText('No past events').waitFor();

  await profile.context.setOffline(true);
  for (const place of ['events', 'exchanges']) {
    await page.goto(`${product.url}/${place}`);
    await page.getByText(/^Offline/).waitFor();
    await page.getByText(event).first().waitFor();
  }
  // Whoever goes from one list to the other finds in each what belongs there.
  await page.getByRole('link', { name: 'Events', exact: true }).click();
  await view('Past');
  await page.getByText('No past events').waitFor();
  await view('Now');
  await page.getByText(event).first().waitFor();
  await page.goto(`${product.url}/exchanges/${matchId}`);
  await untilVerified(first);
  expect(await sha256((await save(first)).path)).toBe(await sha256(path));
  expect(first.faults).toEqual([]);
}, 180_000);
