import { beforeAll, expect, test } from 'vitest';
import { lookAt } from './support/lookAt.ts';
import { loseNetwork } from './support/network.ts';
import { button, call, desk, meet } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';

/** After an exchange: the two rate each other, each before knowing what the other says, on a network that comes and goes. */
let product: Product;

beforeAll(async () => {
  product = await startProduct();
});

test('two rate each other once the exchange is complete', async () => {
  const {
    first: mira,
    second: jonas,
    matchId,
    eventId,
  } = await meet(product, ['Mira', 'Jonas'], {
    second: { viewport: desk, colorScheme: 'light' },
  });
  for (const visitor of [mira, jonas]) await call(visitor, product, 'matches.content', { matchId });

  // By keyboard alone, and with the network gone when it is sent.
  await mira.page.getByRole('link', { name: 'Rate Jonas' }).click();
  await mira.page.getByRole('heading', { name: 'Rate Jonas', level: 1 }).waitFor();
  await button(mira.page, 'Send rating').click();
  await mira.page.getByText('Choose one to five stars.').waitFor();
  await lookAt([mira], 'a rating that lacks something');
  await mira.page.keyboard.press('Space');
  for (const _ of [2, 3, 4]) await mira.page.keyboard.press('ArrowRight');
  expect(await mira.page.getByRole('radio', { name: '4 stars, good' }).isChecked()).toBe(true);
  await mira.page.keyboard.press('Tab');
  await mira.page.keyboard.press('Space');
  expect(await mira.page.getByRole('radio', { name: 'Yes' }).isChecked()).toBe(true);
  await mira.page.keyboard.press('Tab');
  await mira.page.keyboard.type('Steady hands, sharp pictures.');
  const network = await loseNetwork(mira.page);
  await mira.page.keyboard.press('Tab');
  await mira.page.keyboard.press('Enter');
  await mira.page.getByText('Your rating could not be sent yet.').waitFor({ timeout: 60_000 });
  await lookAt([mira], 'a rating without a network');
  await network.comesBack();
  await mira.page.getByText('Jonas about you').waitFor({ timeout: 60_000 });
  await mira.page.getByText('Steady hands, sharp pictures.').waitFor();
  await mira.page.getByText('Not yet.').waitFor();
  await lookAt([mira], 'an exchange that one has rated');

  // The other hears that there is one, and nothing of what it says.
  await jonas.page.getByText('Mira has rated you.').waitFor();
  expect(await jonas.page.getByText('Steady hands').count()).toBe(0);
  await lookAt([jonas], 'the question beside the exchange');
  await button(jonas.page, 'Not now').click();
  await jonas.page.getByText('How was it with Mira?').waitFor({ state: 'detached' });
  await jonas.page.getByRole('link', { name: 'Exchanges', exact: true }).first().click();
  await jonas.page.getByText('Not rated yet').waitFor();
  await lookAt([jonas], 'exchanges, one not rated yet');
  await jonas.page.getByRole('link', { name: 'Rate Mira' }).click();
  await jonas.page.getByRole('radio', { name: '5 stars, very good' }).check();
  await jonas.page.getByRole('radio', { name: 'Yes' }).check();
  // What is chosen outlives a reload.
  await jonas.page.reload();
  expect(await jonas.page.getByRole('radio', { name: '5 stars, very good' }).isChecked()).toBe(true);
  await button(jonas.page, 'Send rating').click();
  await jonas.page.getByText('Steady hands, sharp pictures.').waitFor();
  await mira.page.getByRole('img', { name: '5 stars' }).waitFor();

  // From now on those who meet them see it.
  await mira.page.goto(`${product.url}/events/${eventId}`);
  await mira.page.getByRole('tab', { name: /People/ }).click();
  await mira.page.getByRole('tabpanel').getByRole('button', { name: /Jonas/ }).click();
  await mira.page.getByText('1 rating, 1 of 1 would exchange again').waitFor();
  await button(mira.page, 'Read ratings').click();
  await mira.page.getByRole('dialog').getByText('Steady hands, sharp pictures.').waitFor();
  await lookAt([mira], 'a person and what is said of them');
  expect([mira, jonas].flatMap(({ faults }) => faults)).toEqual([]);
});
