import { beforeAll, expect, test } from 'vitest';
import { lookAt } from './support/lookAt.ts';
import { cutOff, holdUp, loseNetwork } from './support/network.ts';
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
  register,
  request,
  save,
  untilVerified,
  unusedName,
  type Visitor,
} from './support/people.ts';
import { pollUntil } from './support/poll.ts';
import { type Product, startProduct } from './support/product.ts';
import { makeFolder, makeRandomFile, makeSparseFile, makeVideo, sha256 } from './support/video.ts';

/** The product's main job, from the first visit to the saved video, as two newcomers would do it. */
let product: Product;
const folder = makeFolder();
const MIB = 1024 * 1024;

beforeAll(async () => {
  product = await startProduct();
});

test('two newcomers sign up, join, chat, agree, and one sends the other a real video', async () => {
  const mira = await arrive(unusedName('Mira'), { reducedMotion: 'no-preference' });
  const jonas = await arrive(unusedName('Jonas'), {
    viewport: desk,
    colorScheme: 'light',
    reducedMotion: 'no-preference',
  });

  await mira.page.goto(product.url);
  await lookAt([mira], 'welcome');
  await mira.page.getByRole('link', { name: 'Create account' }).click();
  await register(mira);
  await mira.page.getByRole('heading', { name: 'Events', level: 1 }).waitFor();
  await lookAt([mira], 'no events yet');

  // An event of one's own, and its link for the other one.
  await mira.page.goto(`${product.url}/events/new`);
  await lookAt([mira], 'a new event');
  await mira.page.getByLabel('Name', { exact: true }).fill('Autumn Swing');
  await mira.page.getByLabel('Place', { exact: true }).fill('The Old Hall');
  await button(mira.page, 'Make the event').click();
  await mira.page.getByRole('heading', { name: 'Autumn Swing' }).first().waitFor();
  await button(mira.page, /Invite/)
    .first()
    .click();
  const link = await mira.page.getByLabel('Link').inputValue();
  await lookAt([mira], 'invitation');
  await mira.page.keyboard.press('Escape');

  await jonas.page.goto(link);
  await lookAt([jonas], 'invitation, signed out');
  await jonas.page.getByRole('link', { name: 'Make an account and join' }).click();
  await register(jonas);
  await button(jonas.page, 'Join this event').click();
  await jonas.page.getByRole('heading', { name: 'Autumn Swing' }).waitFor();

  await jonas.page.getByLabel('Write to everyone here').fill('Hello, I filmed you <b>just now</b>');
  await jonas.page.keyboard.press('Enter');
  await mira.page.getByText('Hello, I filmed you <b>just now</b>').waitFor();
  await lookAt([mira], 'event chat');

  await mira.page.getByRole('tab', { name: /People/ }).click();
  await mira.page.getByRole('tabpanel').getByRole('button', { name: /Jonas/ }).waitFor();
  await lookAt([mira], 'event people');
  await mira.page.getByRole('tabpanel').getByRole('button', { name: /Jonas/ }).click();
  await button(mira.page, 'Propose an exchange').click();
  // He stands in the chat's field: there he is told, and not interrupted.
  await button(jonas.page, 'Answer').click();
  const proposal = jonas.page.getByRole('dialog', { name: `${mira.name} would like to exchange` });
  await button(proposal, 'Accept').click();
  await jonas.page.getByRole('region', { name: 'What is exchanged' }).waitFor();
  await mira.page.getByRole('link', { name: 'Open your exchange' }).click();
  await mira.page.getByRole('region', { name: 'What is exchanged' }).waitFor();
  await lookAt([mira], 'exchange, empty');

  const video = makeVideo(folder.path, 'Mira & Jonas, last dance.mp4', { seconds: 8, megabitPerSecond: 30 });
  await offerFiles(mira, [video]);
  await request(jonas).waitFor();
  await request(jonas)
    .getByRole('img', { name: /A frame of/ })
    .waitFor();
  await lookAt([jonas], 'request');
  await acceptFiles(jonas);
  // Whoever stands on a place by keyboard stays there, however often the figures change.
  await jonas.page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Events' }).focus();
  const focused = await jonas.page.evaluateHandle(() => document.activeElement);
  await Promise.all([untilVerified(mira), untilVerified(jonas)]);
  expect(await focused.evaluate((link) => link?.isConnected)).toBe(true);
  await lookAt([jonas], 'verified');

  await button(jonas.page, 'Watch').click();
  const player = jonas.page.locator('video');
  await expect.poll(() => player.evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThan(0);
  const saved = await save(jonas);
  expect(saved.name).toBe('Mira & Jonas, last dance.mp4');
  expect(await sha256(saved.path)).toBe(await sha256(video));

  await button(jonas.page, 'I have what I wanted').click();
  await button(mira.page, 'I have what I wanted').click();
  await jonas.page.getByText('you both have what you wanted').waitFor();
  await jonas.page.goto(`${product.url}/exchanges`);
  await jonas.page.getByRole('link', { name: /^Mira.* Not rated yet/ }).waitFor();
  await lookAt([jonas], 'history');
  expect([...mira.faults, ...jonas.faults]).toEqual([]);
}, 240_000);

test('what could not be offered to one person is never offered to another', async () => {
  const { first: ada, second: ben } = await meet(product, ['Ada', 'Ben']);
  const cleo = await arrive(unusedName('Cleo'));
  const recipientId = await makeAccount(cleo, product);
  await cleo.page.goto(`${product.url}/exchanges`);
  const matchId = await propose(ada, cleo, recipientId);

  const offers = await cutOff(ada.page, 'transfers.offer');
  await offerFiles(ada, [makeRandomFile(folder.path, 'for Ben.mp4', 1000)]);
  await button(ada.page, 'Try again').waitFor();
  await call(cleo, product, 'matches.accept', { matchId });
  await button(ada.page, 'Open').click();
  await ada.page.getByRole('heading', { name: cleo.name }).waitFor();
  expect(await button(ada.page, 'Try again').count()).toBe(0);
  await offers.comesBack();

  // Of the match she was asked on screen, too.
  await cleo.page.getByRole('dialog').waitFor({ state: 'detached' });
  await offerFiles(ada, [makeRandomFile(folder.path, 'for Cleo.mp4', 1000)]);
  await request(cleo).getByText('for Cleo.mp4').waitFor();
  const countWaiting = async (visitor: Visitor) =>
    (await ask<unknown[]>(visitor, product, 'transfers.listUnfinished', undefined)).length;
  expect([await countWaiting(ben), await countWaiting(cleo)]).toEqual([0, 1]);
  expect([ada, ben, cleo].flatMap(({ faults }) => faults)).toEqual([]);
}, 120_000);

test('what is chosen meanwhile is offered after the first; each request comes when the one before was answered or put aside', async () => {
  const { first, second } = await meet(product, ['Ada', 'Ben']);
  const names = ['one.mp4', 'two.mp4', 'three.mp4'];
  const paths = names.map((name) => makeRandomFile(folder.path, name, 1000));
  const preparing = await holdUp(first.page, 'accounts.devicesOf');
  for (const path of paths) await offerFiles(first, [path]);
  await preparing.isAsked;
  preparing.letThrough();

  // The newest stands above.
  const offered = () => first.page.getByRole('article').evaluateAll((all) => all.map((one) => one.ariaLabel));
  await expect.poll(offered, { timeout: 30_000 }).toEqual(['three.mp4', 'two.mp4', 'one.mp4']);

  const asked: string[] = [];
  const isAskedAnew = async () => {
    const name = await request(second)
      .locator('bdi')
      .textContent({ timeout: 1000 })
      .catch(() => null);
    if (!name || asked.includes(name)) return false;
    asked.push(name);
    return true;
  };
  const untilAsked = () => pollUntil(isAskedAnew, { timeoutMs: 30_000, failure: () => `asked for ${asked} alone` });
  await untilAsked();
  await button(request(second), 'Refuse').click();
  await untilAsked();
  await second.page.keyboard.press('Escape');
  await untilAsked();
  await acceptFiles(second);
  await untilVerified(second);
  expect([...first.faults, ...second.faults]).toEqual([]);
}, 120_000);

/** As far as this page is told, so many bytes are free for it. Chromium tells a page of no other quota that it is given. */
async function limitRoom({ page }: Visitor, freeBytes: number): Promise<void> {
  await page.evaluate((quota) => {
    StorageManager.prototype.estimate = async () => ({ quota, usage: 0 });
  }, freeBytes);
}

test('what does not fit on the disk cannot be accepted, until some of it is left out', async () => {
  const { first, second } = await meet(product, ['Ada', 'Ben']);
  const paths = ['one.mp4', 'two.mp4'].map((name) => makeSparseFile(folder.path, name, 30 * MIB));
  await limitRoom(second, 45 * MIB);
  await offerFiles(first, paths);
  const sheet = request(second);
  await sheet.getByRole('status').getByText('It does not fit').waitFor();
  await lookAt([second], 'a request that does not fit');
  expect(await button(sheet, /^Accept/).isDisabled()).toBe(true);
  await sheet.getByRole('checkbox', { name: /^two/ }).uncheck();
  await sheet.getByRole('status').getByText('It fits').waitFor();
  await acceptFiles(second);
  await untilVerified(second);
  expect([...first.faults, ...second.faults]).toEqual([]);
});

test('a request that was taken back while the network was away is no longer asked', async () => {
  const [rosa, theo] = [await arrive(unusedName('Rosa')), await arrive(unusedName('Theo'))];
  const recipientId = await makeAccount(theo, product);
  await makeAccount(rosa, product);
  await theo.page.goto(`${product.url}/events`, { waitUntil: 'networkidle' });
  const matchId = await propose(rosa, theo, recipientId);
  const question = theo.page.getByRole('dialog');
  await question.waitFor();
  // A socket that is open outlives the lost network of a page; it ends with the server.
  await product.kill();
  await theo.page.getByText(/^Reconnecting/).waitFor();
  const network = await loseNetwork(theo.page);
  await product.start();
  await call(rosa, product, 'matches.withdraw', { matchId });
  expect(await question.isVisible()).toBe(true);
  await network.comesBack();
  await question.waitFor({ state: 'detached' });
});

test('an answer that comes late leads nobody away from where they have gone meanwhile', async () => {
  const first = await arrive(unusedName('Ada'), { viewport: desk });
  const second = await arrive(unusedName('Ben'));
  const recipientId = await makeAccount(first, product);
  await makeAccount(second, product);
  const { page } = first;
  const places = page.getByRole('navigation', { name: 'Places' });
  const goTo = async (place: string) => {
    await places.getByRole('link', { name: place }).click();
    await page.getByRole('heading', { name: place, level: 1 }).waitFor();
  };
  const name = unusedName('Late Swing');
  await page.goto(`${product.url}/events/new`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Place', { exact: true }).fill('Hall');
  // What was written is there again.
  await page.reload();
  const making = await holdUp(page, 'events.create');
  await button(page, 'Make the event').click();
  await making.isAsked;
  await goTo('Events');
  making.letThrough();
  await page.getByRole('link', { name, exact: true }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/events');

  const asked = async () => {
    const matchId = await propose(second, first, recipientId);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    return matchId;
  };
  await goTo('Exchanges');
  const matchId = await asked();
  const accepting = await holdUp(page, 'matches.accept');
  await button(page, 'Accept').click();
  await accepting.isAsked;
  await goTo('Events');
  const visited: string[] = [];
  page.on('framenavigated', (frame) => visited.push(new URL(frame.url()).pathname));
  const answer = page.waitForResponse((response) => response.url().includes('matches.accept'));
  accepting.letThrough();
  await (await answer).finished();
  await goTo('Exchanges');
  await page.locator(`a[href="/exchanges/${matchId}"]`).waitFor();
  expect(visited).not.toContain(`/exchanges/${matchId}`);

  // Whoever has stayed is led on.
  const next = await asked();
  await button(page, 'Accept').click();
  await page.waitForURL(`${product.url}/exchanges/${next}`);

  // What is taken back asks no more; what is declined is so for both.
  const sheet = page.getByRole('dialog', { name: /would like to exchange/ });
  await second.page.goto(`${product.url}/exchanges`);
  await propose(second, first, recipientId);
  await sheet.waitFor();
  await button(second.page, `Take back what you asked ${first.name}`).click();
  await sheet.waitFor({ state: 'detached' });
  await second.page.getByText(/^You took it back/).waitFor();
  await propose(second, first, recipientId);
  await button(sheet, 'Decline').click();
  await second.page.getByText(/^Declined/).waitFor();
  await goTo('Exchanges');
  for (const words of [/^Taken back/, /^You declined/]) await page.getByText(words).waitFor();
  expect([...first.faults, ...second.faults]).toEqual([]);
}, 120_000);

/** Asks someone for an exchange at a new event; its id. */
async function propose(proposer: Visitor, recipient: Visitor, recipientId: string): Promise<string> {
  const today = new Date().toISOString().slice(0, 10);
  const [eventId, matchId] = [crypto.randomUUID(), crypto.randomUUID()];
  const event = { eventId, name: 'Another evening', location: 'Hall', startDate: today, endDate: today };
  await call(proposer, product, 'events.create', event);
  await call(recipient, product, 'events.join', { eventId });
  await call(proposer, product, 'matches.propose', { matchId, eventId, recipientId });
  return matchId;
}
